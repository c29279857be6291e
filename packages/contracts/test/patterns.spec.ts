import { describe, expect, it } from 'vitest';
import { allRoutes } from '../src/routes.js';

/** The longest request body. A check that fails has run patterns over all of it. */
const longest = 64 * 1024;
/** Processor time, since the machine may be busy with other things. */
const maxMs = 250;

const patternsIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value),
  );
};
const patterns = new Set(
  allRoutes.flatMap(({ params, query, headers, body }) =>
    patternsIn([params, query, headers, body]),
  ),
);

const characters = ['a', '0', ' ', '.', '@', '-', ':', '/', '+', 'T', '\n'];
const endings = ['', '@', '!', ' ', '.'];
const starts = ['', 'a@', 'a@a.', '2026-01-01T00:00:00.'];
const units = characters.flatMap((one) => characters.map((other) => one + other));

const tries = 5;

/** The least processor time of a few attempts, because the first ones also compile. */
function quickest(expression: RegExp, text: string): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < tries && bestMs >= maxMs; turn += 1) {
    const before = process.cpuUsage();
    expression.test(text);
    bestMs = Math.min(bestMs, process.cpuUsage(before).user / 1_000);
  }
  return bestMs;
}

describe('the patterns that check input', () => {
  it('are found in the contracts', () => {
    expect(patterns.size).toBeGreaterThan(5);
  });

  it.each([...patterns])('%s matches any input in little time', (pattern) => {
    const expression = new RegExp(pattern, 'u');
    for (const start of starts) {
      for (const unit of units) {
        for (const ending of endings) {
          const text = start + unit.repeat(longest / unit.length) + ending;
          expect(
            quickest(expression, text),
            JSON.stringify(text.slice(0, 12) + ending),
          ).toBeLessThan(maxMs);
        }
      }
    }
  });
});
