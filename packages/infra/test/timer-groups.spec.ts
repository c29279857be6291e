import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupTimers, toStored, toTimers } from '../src/timers/groups.js';

const timers = fc.array(
  fc.record({
    id: fc.uuid(),
    at: fc.date({ min: new Date(1e12), max: new Date(1e12 + 2_000), noInvalidDate: true }),
    data: fc.constant({}),
  }),
  { maxLength: 500 },
);

test('every timer is in one group, which is due hardly later than its timers', () => {
  fc.assert(
    fc.property(timers, (all) => {
      const groups = groupTimers(all);
      const grouped = groups.flatMap((group) => group.timers);
      expect(new Set(grouped.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
      expect(grouped).toHaveLength(new Set(all.map(({ id }) => id)).size);
      for (const group of groups) {
        const times = group.timers.map(({ at }) => at.getTime());
        expect(group.at.getTime()).toBe(Math.max(...times));
        expect(group.at.getTime() - Math.min(...times)).toBeLessThan(50);
        expect(group.timers.length).toBeLessThanOrEqual(200);
        expect(toTimers(toStored(group))).toEqual(group.timers);
      }
      expect(groupTimers(all).map(({ id }) => id)).toEqual(groups.map(({ id }) => id));
      expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
    }),
  );
});
