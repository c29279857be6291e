import { UsageError } from '@onsale/cli';
import { constantRate, ramp, seededRandom, stampede } from '@onsale/load';
import type { SceneOptions } from './options.js';
import { type Pattern, type SceneName, scenes, type Way } from './scenes.js';

/** A scene with all its figures: the same plan and seed give the same crowd. */
export interface Plan {
  readonly scene: SceneName;
  /** How buyers reach the install: pages and all, or the API alone. */
  readonly as: Way;
  /** How long a person with a browser waits for a page, ms. */
  readonly patienceMs: number;
  readonly pattern: Pattern;
  readonly buyers: number;
  /** Arrivals a second; of a ramp, at its end. Absent in a stampede. */
  readonly rate?: number;
  readonly seconds: number;
  readonly tickets: number;
  readonly ticketTypes: number;
  /** Whether all ticket types sell the same places. */
  readonly sharedPlaces: boolean;
  readonly abandonPercent: number;
  readonly payLatePercent: number;
  readonly retryPercent: number;
  readonly doubleClickPercent: number;
  /** How long holds last on a temporary install. */
  readonly holdSeconds: number;
  readonly untilSoldOut: boolean;
  readonly crash: boolean;
  readonly seed: number;
}

const longestWaitedHoldMs = 180_000;

/** Whether a rehearsal waits for holds of this duration to end, on a running install too. */
export const isWaitedFor = (holdMs: number): boolean => holdMs <= longestWaitedHoldMs;

/** About as long as people keep their attention on a page that does not load (Nielsen, 1993). */
const usualPatienceSeconds = 10;
const ticketsPerBuyer = 4;
const mostBuyers = 500_000;
const mostRate = 20_000;
const mostSeconds = 3_600;
const mostTickets = 1_000_000;

/** @throws UsageError when the options contradict each other */
export function makePlan(name: SceneName, sceneOptions: SceneOptions): Plan {
  const scene = scenes[name];
  const { as = 'programs' } = sceneOptions;
  const pattern = sceneOptions.pattern ?? scene.pattern;
  const crowd =
    pattern === 'stampede'
      ? sizeStampede(name, sceneOptions)
      : sizeFlow(name, pattern, sceneOptions);
  const ticketTypes = sceneOptions.ticketTypes ?? 1;
  const tickets =
    sceneOptions.tickets ?? scene.tickets ?? Math.min(mostTickets, crowd.buyers * ticketsPerBuyer);
  if (tickets < ticketTypes) {
    throw new UsageError(`${ticketTypes} ticket types need at least as many tickets.`);
  }
  const { sharedPlaces = false } = sceneOptions;
  if (sharedPlaces && ticketTypes === 1) {
    throw new UsageError('One ticket type shares its places with no other: give --ticket-types.');
  }
  const plan = {
    scene: name,
    as,
    patienceMs: (sceneOptions.patience ?? usualPatienceSeconds) * 1000,
    pattern,
    ...crowd,
    tickets,
    ticketTypes,
    sharedPlaces,
    abandonPercent: sceneOptions.abandon ?? scene.abandonPercent,
    payLatePercent: sceneOptions.payLate ?? scene.payLatePercent,
    retryPercent: sceneOptions.retry ?? 5,
    // A page takes one click; only programs send the same twice at once.
    doubleClickPercent: as === 'browsers' ? 0 : (sceneOptions.doubleClick ?? 5),
    holdSeconds: sceneOptions.holdSeconds ?? scene.holdSeconds,
    untilSoldOut: scene.untilSoldOut,
    crash: scene.crash,
    seed: sceneOptions.seed ?? Math.floor(Math.random() * 2 ** 32),
  };
  if (plan.abandonPercent + plan.payLatePercent > 100) {
    throw new UsageError('--abandon and --pay-late together are more than 100 in 100.');
  }
  if (plan.untilSoldOut && plan.abandonPercent + plan.payLatePercent === 100) {
    throw new UsageError('Nobody would pay in time, so it would never be sold out.');
  }
  return plan;
}

/** Arrivals a second, of a scene that is a stampede otherwise. */
const usualRates = { browsers: 50, programs: 500 };

function sizeStampede(
  name: SceneName,
  sceneOptions: SceneOptions,
): Pick<Plan, 'buyers' | 'seconds'> {
  if (sceneOptions.rate !== undefined) {
    throw new UsageError('A stampede has no rate: give --buyers and --seconds, or --pattern ramp.');
  }
  const scene = scenes[name];
  const usual = scene.crowd[sceneOptions.as ?? 'programs'];
  const buyers = sceneOptions.buyers ?? usual.buyers ?? (usual.rate ?? 0) * scene.seconds;
  return { buyers, seconds: sceneOptions.seconds ?? scene.seconds };
}

/** Two of rate, seconds and buyers determine the third. */
function sizeFlow(
  name: SceneName,
  pattern: Pattern,
  sceneOptions: SceneOptions,
): Pick<Plan, 'buyers' | 'seconds'> & { rate: number } {
  if (
    sceneOptions.buyers !== undefined &&
    sceneOptions.rate !== undefined &&
    sceneOptions.seconds !== undefined
  ) {
    throw new UsageError('Give two of --buyers, --rate and --seconds; they decide the third.');
  }
  const scene = scenes[name];
  // A ramp from nothing has half its final rate on average.
  const share = pattern === 'ramp' ? 0.5 : 1;
  const usual =
    scene.crowd[sceneOptions.as ?? 'programs'].rate ?? usualRates[sceneOptions.as ?? 'programs'];
  const { buyers } = sceneOptions;
  let rate = sceneOptions.rate ?? usual;
  let seconds = sceneOptions.seconds ?? scene.seconds;
  if (buyers !== undefined && sceneOptions.seconds !== undefined) rate = buyers / (seconds * share);
  else if (buyers !== undefined) seconds = buyers / (rate * share);
  const count = buyers ?? Math.max(1, Math.round(rate * seconds * share));
  if (rate > mostRate) throw new UsageError(`That is a rate above ${mostRate} a second.`);
  if (seconds > mostSeconds) throw new UsageError(`That takes longer than ${mostSeconds} s.`);
  if (count > mostBuyers) throw new UsageError(`Those are more than ${mostBuyers} buyers.`);
  return { buyers: count, seconds, rate };
}

/** Early birds come before the sale is open, by at most this. */
export const earliestMs = 2_000;
const earlyPercent = 2;
/** In a stampede, 95 in 100 have arrived after three times the mean. */
const meansPerStampede = 3;

/** When each buyer arrives, in ms from `earliestMs` before the opening, ascending. */
export function arrivals(plan: Plan): Float64Array {
  const { pattern, buyers, seconds, rate = 1, seed } = plan;
  const random = seededRandom(seed);
  const meanMs = (seconds * 1000) / meansPerStampede;
  const times =
    pattern === 'stampede'
      ? stampede(buyers, meanMs, random)
      : pattern === 'ramp'
        ? ramp(0, rate, buyers)
        : constantRate(rate, buyers);
  return times
    .map((ms) => (random() * 100 < earlyPercent ? earliestMs * random() : earliestMs + ms))
    .sort();
}

/** The traits of a buyer. */
export interface Traits {
  readonly looks: boolean;
  readonly ticketType: number;
  /** Another kind of ticket in the same order. */
  readonly secondTicketType?: number;
  readonly quantity: number;
  readonly ends: 'pays' | 'pays late' | 'abandons';
  readonly asksAgain: boolean;
  readonly doubleClicks: boolean;
  /** For how this buyer waits. */
  readonly random: () => number;
}

const looksPercent = 20;
const twoTypesPercent = 10;
/** In 100 orders, of 1, 2, 3 and 4 tickets. */
const quantityShares = [40, 35, 15, 10];

export function traitsOf(plan: Plan, index: number): Traits {
  const random = seededRandom((plan.seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0);
  const isOne = (percent: number) => random() * 100 < percent;
  const ticketType = Math.floor(random() * plan.ticketTypes);
  const two = isOne(twoTypesPercent) && plan.ticketTypes > 1;
  const ending = random() * 100;
  return {
    looks: isOne(looksPercent),
    ticketType,
    ...(two ? { secondTicketType: (ticketType + 1) % plan.ticketTypes } : {}),
    quantity: pickQuantity(random() * 100),
    ends:
      ending < plan.abandonPercent
        ? 'abandons'
        : ending < plan.abandonPercent + plan.payLatePercent
          ? 'pays late'
          : 'pays',
    asksAgain: isOne(plan.retryPercent),
    doubleClicks: isOne(plan.doubleClickPercent),
    random,
  };
}

function pickQuantity(percent: number): number {
  let sum = 0;
  for (const [index, share] of quantityShares.entries()) {
    sum += share;
    if (percent < sum) return index + 1;
  }
  return quantityShares.length;
}
