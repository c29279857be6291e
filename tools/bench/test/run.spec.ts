import { describe, expect, it } from 'vitest';
import { type Measured, runBench } from '../src/bench.js';
import { sizesOf } from '../src/options.js';
import type { Part } from '../src/part.js';
import { makeResult } from '../src/result.js';
import type { Stage } from '../src/stage.js';
import { renderResult } from '../src/table.js';

describe('a run', () => {
  const fake = (name: string, needs: readonly string[] | undefined, log: string[]): Part => ({
    ...{ name, title: name, unit: '/s' },
    ...(needs ? { needs } : {}),
    async measure({ found }) {
      log.push(name);
      const perSecond = needs ? (found(needs[0] as string, 'perSecond') ?? 0) / 2 : log.length;
      return { figures: { perSecond, othersShare: 0.5 }, violations: [] };
    },
  });

  it('alternates the order of parts by round, and runs dependent parts after all rounds of the others', async () => {
    const log: string[] = [];
    const parts = [fake('a', undefined, log), fake('half', ['a'], log), fake('b', undefined, log)];
    const { signal } = new AbortController();
    const sizes = { ...sizesOf.quick, rounds: 2 };
    const stage = { signal, sizes, tell: () => undefined } as unknown as Stage;
    const measured = await runBench(stage, parts, async () => void log.push('idle?'));
    expect(log.join(' ')).toBe('idle? a b idle? b a idle? half idle? half');
    expect(measured.map(({ name }) => name)).toEqual(['a', 'half', 'b']);
    // a gave 2 and 6.
    expect(measured[1]?.rounds.map(({ figures }) => figures.perSecond)).toEqual([2, 2]);
  });

  const machine = {
    ...{ processor: 'Some', cores: 2, memoryBytes: 2 ** 30, system: 'linux', node: 'v20' },
    ...{ postgres: '18', commit: 'c4478e4', changed: false },
  };
  const resultOf = (measured: Measured[], anyway: boolean) =>
    makeResult(
      {
        ...{
          at: new Date().toISOString(),
          seconds: 1,
          mode: 'default' as const,
          measured,
          machine,
        },
        sizes: sizesOf.default,
      },
      anyway,
    );
  const holds = (violations: string[], othersShare: number): Measured => ({
    ...{ name: 'holds', title: 'Holds', unit: 'holds/s' },
    rounds: [{ figures: { perSecond: 100, othersShare }, violations }],
  });

  it('may be recorded when the machine was quiet and complete', () => {
    expect(resultOf([holds([], 0.1)], false).doubts).toEqual([]);
    expect(renderResult(resultOf([holds([], 0.1)], false))).toContain('may be recorded');
  });

  it.each([
    ['others used the machine', resultOf([holds([], 0.3)], false), 'at most 30 % of all cores'],
    ['it was measured anyway', resultOf([holds([], 0)], true), '--anyway'],
    ['its books did not agree', resultOf([holds(['gone'], 0)], false), 'VOID: Holds: gone'],
  ])('may not when %s', (_name, result, says) => {
    expect(result.doubts).toHaveLength(1);
    expect(renderResult(result)).toContain('Not to be recorded');
    expect(renderResult(result)).toContain(says);
  });
});
