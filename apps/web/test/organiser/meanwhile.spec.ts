import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedByOthers,
  changedFields,
  choiceField,
  clashField,
  readSeen,
  rebase,
  settle,
  shown,
} from '../../src/components/organiser/editor/meanwhile';

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

describe('a form that several people may edit', () => {
  it('sends only the fields that differ from what it showed', () => {
    const seen = { version: 3, name: 'VIP', price: { amount: 100, currency: 'EUR' }, opens: null };
    expect(changedFields({ name: 'VIP', price: { ...seen.price }, opens: null }, seen)).toEqual({});
    expect(
      changedFields({ name: 'Box', price: { amount: 0, currency: 'EUR' }, opens: null }, seen),
    ).toEqual({ name: 'Box', price: { amount: 0, currency: 'EUR' } });
  });

  it.each(['', 'null', '[]', '{"version":"3"}', '{"version":3', '7'])(
    'is not read when its hidden field contains %j',
    (text) => {
      expect(readSeen(form({ seen: text }))).toBeUndefined();
      expect(readSeen(form({ seen: '{"version":3}' }))).toEqual({ version: 3 });
    },
  );

  it('treats a time and the choice between two as one field', () => {
    const seen = { startsAt: '2026-10-25T02:30', 'startsAt.which': 'first' };
    const typed = { ...seen, 'startsAt.which': 'second' };
    const now = { startsAt: '2026-10-26T20:00', 'startsAt.which': '' };
    expect(rebase(typed, seen, now)).toEqual(typed);
    expect(rebase(seen, seen, now)).toEqual(now);
    const data = form({ ...typed, [clashField]: 'startsAt', [choiceField('startsAt')]: 'now' });
    settle(data, now);
    expect([data.get('startsAt'), data.get('startsAt.which')]).toEqual([now.startsAt, null]);
    expect(shown('startsAt', typed)).toBe('2026-10-25 02:30, the second of two');
  });

  it('keeps everything that was typed, and shows current values elsewhere', () => {
    const value = fc.constantFrom('', 'a', 'b', 'c');
    const values = fc.record({ title: value, capacity: value, price: value, free: value });
    fc.assert(
      fc.property(values, values, values, (typed, seen, now) => {
        const rebased = rebase(typed, seen, now);
        for (const name of ['title', 'capacity'] as const) {
          expect(rebased[name]).toBe(typed[name] === seen[name] ? now[name] : typed[name]);
        }
        // A price and “Free” belong together: never one half from each person.
        const touched = typed.price !== seen.price || typed.free !== seen.free;
        const { price, free } = touched ? typed : now;
        expect(rebased).toMatchObject({ price, free });
        for (const name of changedByOthers(typed, seen, now)) {
          expect(rebased[name]).toBe(now[name as keyof typeof now]);
        }
      }),
    );
  });

  it('applies the choice for each field, and asks again where there is none', () => {
    const data = form({ title: 'Ours', capacity: '100', price: '20', venueName: 'Ours' });
    for (const field of ['title', 'capacity', 'price', 'venueName']) data.append(clashField, field);
    data.set(choiceField('title'), 'yours');
    data.set(choiceField('capacity'), 'now');
    data.set(choiceField('price'), 'now');
    const now = { title: 'Theirs', capacity: '200', price: '', free: 'on', venueName: 'Theirs' };
    expect(settle(data, now)).toEqual(['venueName']);
    expect(data.get('title')).toBe('Ours');
    expect(data.get('capacity')).toBe('200');
    expect([data.get('price'), data.get('free')]).toEqual([null, 'on']);
    expect(data.get('venueName')).toBe('Ours');
  });

  it('shows values as people read them', () => {
    expect(shown('startsAt', { startsAt: '2026-12-17T20:00' })).toBe('2026-12-17 20:00');
    expect(shown('price', { price: '', free: 'on' })).toBe('Free');
    expect(shown('description', { description: ' ' })).toBe('empty');
  });
});
