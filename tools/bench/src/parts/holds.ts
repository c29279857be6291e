import { type HoldSetting, measureHolds, workers } from '../measure-holds.js';
import type { Part } from '../part.js';
import type { Stage } from '../stage.js';

/** A part that counts durable holds as fast as they are given. */
const holdsPart = (
  name: string,
  title: string,
  setting: (stage: Stage) => Partial<HoldSetting> = () => ({}),
): Part => ({
  name,
  title,
  unit: 'holds/s',
  measure: (stage) =>
    measureHolds(stage, {
      role: 'orders',
      connections: workers,
      sales: [stage.sales.hot],
      pace: { workers, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
      ...setting(stage),
    }),
});

/** More callers would only wait for the same row. */
const baselineWorkers = 64;

/** Each request in a transaction of its own. */
const ordinary = (stage: Stage): Partial<HoldSetting> => ({
  role: 'baseline',
  connections: baselineWorkers,
  pace: { workers: baselineWorkers, ms: stage.sizes.measureMs },
});

export const baseline: Part = {
  ...holdsPart('baseline', 'Baseline: a transaction per request', ordinary),
  like: 'baseline-two',
};

export const baselineTwo = holdsPart('baseline-two', 'Baseline, two processes', (stage) => ({
  ...ordinary(stage),
  processes: 2,
}));

export const holds = holdsPart('holds', 'Holds, one process');

export const holdsTwo: Part = {
  ...holdsPart('holds-two', 'Holds, two processes', () => ({ processes: 2 })),
  like: 'holds',
};

/** As `npm start` runs it: payments and timers follow each hold in the same process. */
export const holdsProduct = holdsPart(
  'holds-product',
  'Holds, all services in one process',
  () => ({
    role: 'product',
  }),
);

export const holdsMany: Part = {
  ...holdsPart('holds-many', 'Holds, one hot event among many', () => ({ set: 'many' })),
  like: 'holds-spread',
};

export const holdsSpread = holdsPart('holds-spread', 'Holds, spread over many events', (stage) => ({
  set: 'many',
  sales: stage.sales.many,
}));

/** After the last ticket: every request is refused. */
export const refusals: Part = {
  ...holdsPart('refusals', 'Refusals, sold out', (stage) => ({
    sales: [stage.sales.scarce],
    isReady: (tally) => tally.refused > 0,
    count: (tally) => tally.refused,
  })),
  unit: 'refusals/s',
};
