import { describe, expect, it } from 'vitest';
import { busiest, describeBottleneck, type Load } from '../src/bottleneck.js';
import type { Use } from '../src/processes.js';

const second = (at: number, cores: Use['cores'], busiestRenderer = 0): Use => ({
  ...{ fromMs: at * 1000, toMs: (at + 1) * 1000, cores, busiestRenderer },
  idle: Math.max(0, 2 - Object.values(cores).reduce((sum, one) => sum + one, 0)),
});
const load = (uses: readonly Use[], changes: Partial<Load> = {}): Load => ({
  ...{ uses, cores: 2, renderers: 2, generatorBusy: 0.3 },
  waitedMs: { page: 6_000, hold: 3_000, pay: 1_000, tickets: 0 },
  ...changes,
});
const of = (cores: Use['cores'], changes: Partial<Load> = {}, renderer = 0) =>
  describeBottleneck(load([second(0, cores, renderer)], changes));

describe('the bottleneck', () => {
  it('is named with the usage of every process and what buyers waited for', () => {
    const cores = { generator: 0.5, main: 0.95, renderers: 0.1, postgres: 0.2, others: 0 };
    expect(of(cores)).toBe(
      'The bottleneck was the main process of the install: it had work all the time, and uses one core. ' +
        'In the busiest 1 s, of its 2 cores: the generator 25 %, the main process of the install 48 %, its renderers 5 %, PostgreSQL 10 %, everything else on this machine 0 %; 13 % were idle. ' +
        'Of the time that buyers waited: 60 % for pages, 30 % for answers to holds, 10 % for answers to payments.',
    );
  });

  it.each<[string, string, string]>([
    [
      'the machine, and who had most of it',
      of({ generator: 0.7, main: 0.6, renderers: 0.1, postgres: 0.5, others: 0.1 }),
      'the processor of this machine: its 2 cores had nothing left, and most of it went to the generator. An install that has the machine for itself has room for more.',
    ],
    [
      'the machine alone',
      of({ generator: 0.2, main: 0.8, renderers: 0.1, postgres: 0.8, others: 0.1 }),
      'and most of it went to the main process of the install. In',
    ],
    [
      'rendering',
      of({ generator: 0.2, main: 0.3, renderers: 0.9, postgres: 0.1, others: 0 }, {}, 0.9),
      'The bottleneck was rendering',
    ],
    [
      'the generator',
      of({ generator: 0.95, main: 0.3, renderers: 0, postgres: 0.1, others: 0 }),
      'The bottleneck was the generator, not the install',
    ],
    [
      'nothing',
      of({ generator: 0.3, main: 0.3, renderers: 0, postgres: 0.1, others: 0 }),
      'Nothing was at its limit: the install had time to spare.',
    ],
    [
      'not to be seen from here',
      of({ generator: 0.3, others: 0.1 }, { renderers: 0 }),
      'Where the install runs its load cannot be seen from here; the generator had time to spare.',
    ],
    [
      'not known to this system',
      describeBottleneck(load([], { generatorBusy: 0.9 })),
      'The bottleneck was the generator itself. Who used the processor is not known',
    ],
  ])('can be %s', (_name, said, says) => {
    expect(said).toContain(says);
  });

  it('is derived from the busiest seconds, not from the average', () => {
    const calm = { generator: 0.1, main: 0.1 };
    const rush = { generator: 0.8, main: 1 };
    const uses = Array.from({ length: 20 }, (_, at) =>
      second(at, at >= 8 && at < 13 ? rush : calm),
    );
    const found = busiest(uses);
    expect(found).toMatchObject({ fromMs: 8_000, toMs: 13_000 });
    expect(found?.cores.main).toBeCloseTo(1);
    expect(busiest([])).toBe(undefined);
  });
});
