import { figureOf, type Measured } from './bench.js';
import { rateName } from './parts/rates.js';
import { ratiosByRound, type Spread, spreadOf } from './statistics.js';

/** One figure through another, of the same run. */
export interface Ratio {
  readonly name: string;
  /** Over the rounds; its median is what counts. undefined: not measured in this run. */
  readonly byRound: Spread | undefined;
  /** The median of the one through the median of the other, which a drifting machine spoils. */
  readonly ofMedians: number | undefined;
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
  const rounds = (part: string, figure: string) =>
    measured.find(({ name }) => name === part)?.rounds.map(({ figures }) => figures[figure]) ?? [];

  function through(name: string, above: string, below: string): Ratio {
    const ratios = ratiosByRound(rounds(above, 'perSecond'), rounds(below, 'perSecond'));
    const dividend = figureOf(measured, above, 'perSecond');
    const divisor = figureOf(measured, below, 'perSecond');
    const ofMedians = dividend === undefined || !divisor ? undefined : dividend / divisor;
    return { name, byRound: spreadOf(ratios), ofMedians };
  }
  const withGoal = (name: string, above: string, below: string, least: number): Ratio => {
    const ratio = through(name, above, below);
    return { ...ratio, goal: atLeast(ratio.byRound?.median, least) };
  };
  return [
    withGoal('holds ÷ authenticated echo', 'holds', 'echo', 0.6),
    withGoal('holds ÷ baseline', 'holds', 'baseline', 12),
    withGoal('refusals ÷ authenticated echo', 'refusals', 'echo', 0.9),
    // 2,000 a second where the baseline does 1,000.
    withGoal('full purchases ÷ baseline', 'purchases', 'baseline', 2),
    p99AtHalf(rounds(rateName(50), 'p99Ms')),
    withGoal('one hot event among many ÷ alone', 'holds-many', 'holds', 0.9),
    withGoal('spread over many events ÷ one event', 'holds-spread', 'holds', 0.9),
    withGoal('beside past orders ÷ empty database', 'past', 'holds', 0.9),
    through('two processes ÷ one', 'holds-two', 'holds'),
    through('all services in one process ÷ orders alone', 'holds-product', 'holds'),
    through('holds ÷ batched SQL alone', 'holds', 'sql'),
    through('authenticated echo ÷ bare node:http', 'echo', 'bare'),
  ];
}

/** No ratio, but it has a goal as well. */
function p99AtHalf(rounds: readonly (number | undefined)[]): Ratio {
  const byRound = spreadOf(rounds.filter((ms) => ms !== undefined));
  const met = byRound && byRound.median <= mostMs;
  return {
    name: 'p99 at half the maximum, ms',
    byRound,
    ofMedians: byRound?.median,
    goal: { text: `at most ${mostMs}`, met },
  };
}
