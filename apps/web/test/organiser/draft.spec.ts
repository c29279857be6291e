import { describe, expect, it } from 'vitest';
import {
  type Draft,
  differsFrom,
  forgetDraft,
  keepDraft,
  readDraft,
} from '../../src/components/organiser/editor/draft';
import { followingDoors, followingEnd } from '../../src/components/organiser/editor/follow-begin';

function storage(full = false) {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('the unsaved input of a form', () => {
  const draft: Draft = { values: { title: 'Night' }, seen: '{"version":3}', typedAtMs: 1_000 };

  it('can be restored until it is forgotten or a week old', () => {
    const own = storage();
    keepDraft(own, 'event.1', draft);
    expect(readDraft(own, 'event.1', 2_000)).toEqual(draft);
    expect(readDraft(own, 'event.2', 2_000)).toBeUndefined();
    expect(readDraft(own, 'event.1', 8 * 86_400_000)).toBeUndefined();
    forgetDraft(own, 'event.1');
    expect(readDraft(own, 'event.1', 2_000)).toBeUndefined();
  });

  it('is lost silently where the browser stores nothing, and is read from no other text', () => {
    const own = storage(true);
    keepDraft(own, 'event.1', draft);
    expect(readDraft(own, 'event.1', 2_000)).toBeUndefined();
    for (const text of ['', '{', 'null', '7', '{"values":null,"typedAtMs":1}', '{"values":{}}']) {
      const odd = { ...storage(), getItem: () => text };
      expect(readDraft(odd, 'event.1', 2_000)?.values).toBeFalsy();
    }
  });

  it('is offered only when it differs from the form', () => {
    expect(differsFrom(draft, { title: 'Night' })).toBe(false);
    expect(differsFrom(draft, { title: 'Day' })).toBe(true);
    expect(differsFrom({ ...draft, values: { extra: '' } }, {})).toBe(false);
  });
});

describe('the end of an event', () => {
  it.each([
    [
      'two hours after the new start while there is no end yet',
      '',
      '2026-12-17T20:00',
      '',
      '2026-12-17T22:00',
    ],
    ['past midnight too', '', '2026-12-31T23:00', '', '2027-01-01T01:00'],
    [
      'as long after the start as before',
      '2026-12-17T20:00',
      '2026-12-18T19:30',
      '2026-12-17T23:00',
      '2026-12-18T22:30',
    ],
  ])('is %s', (_what, before, begins, ends, expected) => {
    expect(followingEnd(before, begins, ends)).toBe(expected);
  });

  it.each([
    ['the start is incomplete', '2026-12-17T20:00', '', '2026-12-17T22:00'],
    ['it was before the start', '2026-12-17T20:00', '2026-12-18T20:00', '2026-12-17T19:00'],
    ['the previous start is unknown', undefined, '2026-12-18T20:00', '2026-12-17T19:00'],
  ])('stays as it is where %s', (_what, before, begins, ends) => {
    expect(followingEnd(before, begins, ends)).toBeUndefined();
  });
});

describe('the doors of an event', () => {
  it('stay as long before the new start as they were before the old one', () => {
    const [before, begins] = ['2026-12-17T20:00', '2027-01-01T00:30'];
    expect(followingDoors(before, begins, '2026-12-17T19:00')).toBe('2026-12-31T23:30');
  });

  it.each([
    ['there are none', '2026-12-17T20:00', '2026-12-18T20:00', ''],
    ['the start is incomplete', '2026-12-17T20:00', '', '2026-12-17T19:00'],
    ['they were after the start', '2026-12-17T20:00', '2026-12-18T20:00', '2026-12-17T21:00'],
    ['the previous start is unknown', undefined, '2026-12-18T20:00', '2026-12-17T19:00'],
  ])('stay as they are where %s', (_what, before, begins, doors) => {
    expect(followingDoors(before, begins, doors)).toBeUndefined();
  });
});
