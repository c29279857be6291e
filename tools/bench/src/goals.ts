import type { Measured } from './bench.js';
import { rateName } from './parts/rates.js';
import { viewersName } from './parts/viewers.js';
import { bestByRound, median, ratiosByRound, type Spread, spreadOf } from './statistics.js';

/** One figure divided by another of the same run. */
export interface Ratio {
  readonly name: string;
  /** Over the rounds; its median is what counts. undefined: not measured in this run. */
  readonly byRound: Spread | undefined;
  /** The ratio of the two medians, which a drifting machine distorts. */
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
const mostViewerMs = 400;
const mostViewerKilobytes = 30;
const mostRendererMegabytes = 300;
/**
 * The most that memory may grow in the second half of all views; level memory still varies a
 * little.
 */
const mostGrowth = 1.1;

/** A part, or several of which the best of each round counts. */
type Parts = string | readonly string[];

const medianOf = (rates: readonly (number | undefined)[]) =>
  median(rates.filter((rate) => rate !== undefined));

/** The figures of a run beside each other, with the goals that were set before the first run. */
export function compareParts(measured: readonly Measured[]): Ratio[] {
  const rounds = (part: string, figure: string) =>
    measured.find(({ name }) => name === part)?.rounds.map(({ figures }) => figures[figure]) ?? [];
  const rates = (parts: Parts) =>
    bestByRound([parts].flat().map((part) => rounds(part, 'perSecond')));

  function through(name: string, above: Parts, below: Parts): Ratio {
    const [dividends, divisors] = [rates(above), rates(below)];
    const ofMedians = medianOf(dividends) / medianOf(divisors);
    return {
      name,
      byRound: spreadOf(ratiosByRound(dividends, divisors)),
      ofMedians: Number.isFinite(ofMedians) ? ofMedians : undefined,
    };
  }
  const withGoal = (name: string, above: Parts, below: Parts, least: number): Ratio => {
    const ratio = through(name, above, below);
    return { ...ratio, goal: atLeast(ratio.byRound?.median, least) };
  };
  return [
    withGoal('holds ÷ authenticated echo', 'holds', 'echo', 0.6),
    withGoal(
      'holds ÷ baseline, best of one and two processes',
      ['holds', 'holds-two'],
      ['baseline', 'baseline-two'],
      12,
    ),
    through('holds ÷ baseline, one process', 'holds', 'baseline'),
    through('holds ÷ baseline, two processes', 'holds-two', 'baseline-two'),
    withGoal('refusals ÷ authenticated echo', 'refusals', 'echo', 0.9),
    // 2,000 a second where the baseline does 1,000.
    withGoal('full purchases ÷ baseline', 'purchases', 'baseline', 2),
    atMost('p99 at half the maximum, ms', rounds(rateName(50), 'p99Ms'), mostMs),
    atMost(
      'p95 from a change to a viewer, holds at 25 % of the maximum, ms',
      rounds(viewersName(25), 'p95Ms'),
      mostViewerMs,
    ),
    atMost('… holds at half the maximum, ms', rounds(viewersName(50), 'p95Ms'), mostViewerMs),
    atMost('p99 of holds beside them, ms', rounds(viewersName(50), 'holdsP99Ms'), mostMs),
    atMost(
      'memory of the server a viewer, KB',
      rounds(viewersName(50), 'kilobytesPerViewer'),
      mostViewerKilobytes,
    ),
    withGoal('event page ÷ the same bytes from bare node:http', 'event-page', 'event-bytes', 0.3),
    through('home page ÷ the same bytes from bare node:http', 'home-page', 'home-bytes'),
    least('event pages rendered, a second', rounds('cold', 'perSecond'), 200),
    atMost(
      'p99 of holds at half the maximum, event pages beside, ms',
      rounds('holds-pages', 'p99Ms'),
      mostMs,
    ),
    least('full purchases as browsers make them, a second', rounds('browsers', 'perSecond'), 1_000),
    withGoal('full purchases as browsers make them ÷ by API', 'browsers', 'purchases', 0.7),
    through('… ÷ the same requests, answered by bare node:http', 'browsers', 'browser-bytes'),
    atMost(
      'memory of a process that renders, after all views, MB',
      rounds('memory', 'rendererMegabytes'),
      mostRendererMegabytes,
    ),
    atMost('… ÷ after half of them', rounds('memory', 'growth'), mostGrowth),
    through('sign-ins ÷ argon2 alone', 'sign-in', 'argon2'),
    through('sign-ups ÷ argon2 alone', 'sign-up', 'argon2'),
    through('who is signed in ÷ authenticated echo', 'who', 'echo'),
    withGoal('one hot event among many ÷ alone', 'holds-many', 'holds', 0.9),
    withGoal('spread over many events ÷ one event', 'holds-spread', 'holds', 0.9),
    withGoal('beside past orders ÷ empty database', 'past', 'holds', 0.9),
    through('two processes ÷ one', 'holds-two', 'holds'),
    through('all services in one process ÷ orders alone', 'holds-product', 'holds'),
    through('holds ÷ batched SQL alone', 'holds', 'sql'),
    through('authenticated echo ÷ bare node:http', 'echo', 'bare'),
  ];
}

/** A figure with a goal that is not a ratio. */
function least(name: string, figures: readonly (number | undefined)[], goal: number): Ratio {
  const byRound = spreadOf(figures.filter((figure) => figure !== undefined));
  return {
    ...{ name, byRound, ofMedians: byRound?.median },
    goal: atLeast(byRound?.median, goal),
  };
}

/** The same for figures where less is better. */
function atMost(name: string, figures: readonly (number | undefined)[], most: number): Ratio {
  const byRound = spreadOf(figures.filter((figure) => figure !== undefined));
  const met = byRound && byRound.median <= most;
  return {
    ...{ name, byRound, ofMedians: byRound?.median },
    goal: { text: `at most ${most}`, met },
  };
}
