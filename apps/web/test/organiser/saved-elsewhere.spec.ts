import { describe, expect, it } from 'vitest';
import {
  withClashes,
  withQuestions,
  withRefusalOf,
} from '../../src/components/organiser/editor/saved-elsewhere';
import { ApiError } from '../../src/lib/api/problem';
import { freshForm } from '../../src/lib/form-state';

const seen = { name: 'Stalls', capacity: '100', description: '' };
const now = { ...seen, capacity: '200', description: 'Theirs' };
const typed = { ...seen, name: 'Box', capacity: '150' };
const versions = {
  ...{ typed, seen, now, nowSeen: { version: 7 } },
  labels: { name: 'Name', capacity: 'Quantity', description: 'Description' },
};
const previous = freshForm(seen, { version: 6 });

describe('a form for something that someone else has changed', () => {
  it('keeps what was typed, shows both values of a clash, and goes on from the current version', () => {
    const clash = { errors: [{ field: 'capacity', message: 'capacity was changed meanwhile.' }] };
    const state = withClashes(previous, versions, clash);
    expect(state.values).toEqual({ name: 'Box', capacity: '150', description: 'Theirs' });
    expect(state.clashes).toEqual({ capacity: '200' });
    expect(state.seen).toBe('{"version":7}');
    expect(state.problem).toMatch(/^Not saved yet: someone else has changed the same field/);
    expect(state.attempt).toBe(previous.attempt + 1);
  });

  it('asks about a clash again until a choice is made', () => {
    const state = withQuestions(previous, typed, now, ['capacity'], { version: 7 });
    expect(state.errors).toEqual({ 'choose.capacity': 'Choose which one to keep.' });
    expect(state.clashes).toEqual({ capacity: '200' });
    expect(state.values).toEqual(typed);
  });

  it('names what others have changed when it is refused for another reason', () => {
    const refusal = new ApiError(400, 'invalid_request', 'Please check.', [
      { field: 'name', message: 'Too short.' },
    ]);
    const state = withRefusalOf(previous, versions, refusal);
    expect(state.errors).toEqual({ name: 'Too short.' });
    expect(state.problem).toContain('Someone else has also changed: Description.');
    expect(state.values).toEqual({ name: 'Box', capacity: '150', description: 'Theirs' });
    expect(state.seen).toBe('{"version":7}');
  });

  it('names nothing when nobody has changed an untouched field', () => {
    const refusal = new ApiError(503, 'unavailable', 'Away.');
    const state = withRefusalOf(previous, { ...versions, now: seen }, refusal);
    expect(state.problem).toBe('Not saved. Away.');
  });
});
