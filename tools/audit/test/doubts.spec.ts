import { expect, it } from 'vitest';
import { type Doubt, Doubts } from '../src/doubts.js';
import { Check } from '../src/report.js';

/** Looks that find these kinds of doubt with each key, one after the other; the last stays. */
function doubtsSeeing(looks: readonly string[][], patienceMs: number) {
  const check = new Check('check', 'rule');
  const asked: number[] = [];
  const doubts = new Doubts({
    patienceMs,
    async look(keys) {
      const kinds = looks[Math.min(asked.length, looks.length - 1)] ?? [];
      asked.push(keys.length);
      return keys.flatMap((key) =>
        kinds.map((kind): Doubt => ({ key, kind, check, text: `${key} ${kind}`, ids: [key] })),
      );
    },
  });
  return { check, asked, doubts };
}

const patientMs = 3_600_000;

it('a difference that remains when the patience runs out is a finding', async () => {
  const { check, doubts } = doubtsSeeing([['lost']], 120);
  await doubts.add('order', 'lost');
  await doubts.settle();
  expect(check.result().findings).toMatchObject([{ text: 'order lost', ids: ['order'] }]);
});

it('a difference that disappears is forgotten, and the audit stops waiting', async () => {
  const { check, asked, doubts } = doubtsSeeing([['lost'], ['lost'], []], patientMs);
  await doubts.add('order', 'lost');
  await doubts.settle();
  expect(check.found).toBe(0);
  expect(asked).toHaveLength(3);
});

it('a difference that began after the first look is left to the next audit', async () => {
  const { check, doubts } = doubtsSeeing([['lost', 'twice']], 0);
  await doubts.add('order', 'lost');
  await doubts.settle();
  expect(check.result().findings.map(({ text }) => text)).toEqual(['order lost']);
});

it('a difference that was right in between is not checked again', async () => {
  const { check, asked, doubts } = doubtsSeeing([['lost'], ['twice'], ['lost']], patientMs);
  await doubts.add('order', 'lost');
  await doubts.settle();
  expect([check.found, asked.length]).toEqual([0, 2]);
});

it('the audit settles differences in portions of a thousand before it collects more', async () => {
  const { check, asked, doubts } = doubtsSeeing([['lost']], 0);
  for (let n = 0; n < 60_000; n += 1) await doubts.add(`order ${n}`, 'lost');
  expect(check.found).toBe(50_000);
  await doubts.settle();
  expect(check.found).toBe(60_000);
  expect(Math.max(...asked)).toBe(1_000);
});

it('the recheck of differences stops on abort', async () => {
  const leaving = new AbortController();
  const check = new Check('check', 'rule');
  const doubts = new Doubts({
    patienceMs: patientMs,
    signal: leaving.signal,
    async look() {
      queueMicrotask(() => leaving.abort(new Error('told to')));
      return [{ key: 'order', kind: 'lost', check, text: '', ids: [] }];
    },
  });
  await doubts.add('order', 'lost');
  await expect(doubts.settle()).rejects.toThrow();
  expect(check.found).toBe(0);
});
