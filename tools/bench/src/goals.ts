import { figureOf, type Measured } from './bench.js';
import { rateName } from './parts/rates.js';

/** One figure through another, of the same run. */
export interface Ratio {
  readonly name: string;
  /** undefined: not measured in this run. */
  readonly value: number | undefined;
  readonly goal?: Goal;
}

interface Goal {
  /** For a person: "at least 0.6". */
  readonly text: string;
  readonly met: boolean | undefined;
}

const atLeast = (value: number | undefined, least: number): Goal => ({
  text: `at least ${least}`,
  met: value === undefined ? undefined : value >= least,
});

const mostMs = 100;

/** The figures of a run beside each other, with the goals that were set before the first run. */
export function compareParts(measured: readonly Measured[]): Ratio[] {
  const figure = (part: string, name = 'perSecond') => figureOf(measured, part, name);
  const through = (above: string, below: string) => {
    const [dividend, divisor] = [figure(above), figure(below)];
    return dividend === undefined || !divisor ? undefined : dividend / divisor;
  };
  const withGoal = (name: string, value: number | undefined, least: number): Ratio => ({
    ...{ name, value },
    goal: atLeast(value, least),
  });
  const p99 = figure(rateName(50), 'p99Ms');
  return [
    withGoal('holds ÷ authenticated echo', through('holds', 'echo'), 0.6),
    withGoal('holds ÷ baseline', through('holds', 'baseline'), 12),
    withGoal('refusals ÷ authenticated echo', through('refusals', 'echo'), 0.9),
    // 2,000 a second where the baseline does 1,000.
    withGoal('full purchases ÷ baseline', through('purchases', 'baseline'), 2),
    {
      name: 'p99 at half the maximum, ms',
      value: p99,
      goal: { text: `at most ${mostMs}`, met: p99 === undefined ? undefined : p99 <= mostMs },
    },
    withGoal('one hot event among many ÷ alone', through('holds-many', 'holds'), 0.9),
    withGoal('spread over many events ÷ one event', through('holds-spread', 'holds'), 0.9),
    withGoal('beside past orders ÷ empty database', through('past', 'holds'), 0.9),
    { name: 'two processes ÷ one', value: through('holds-two', 'holds') },
    {
      name: 'all services in one process ÷ orders alone',
      value: through('holds-product', 'holds'),
    },
    { name: 'holds ÷ batched SQL alone', value: through('holds', 'sql') },
    { name: 'authenticated echo ÷ bare node:http', value: through('echo', 'bare') },
  ];
}
