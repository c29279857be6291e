import { type HoldSetting, measureHolds, workers } from '../measure-holds.js';
import type { Part } from '../part.js';
import type { Stage } from '../stage.js';

/** A part that counts durable holds as fast as they are given. */
const holdsPart = (
  name: string,
  title: string,
  setting: (stage: Stage) => Partial<HoldSetting>,
): Part => ({
  name,
  title,
  unit: 'holds/s',
  measure: (stage) =>
    measureHolds(stage, {
      role: 'orders',
      connections: workers,
      sales: [stage.sales.hot],
      hasBooks: true,
      pace: { workers, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
      ...setting(stage),
    }),
});

/** Each request in a transaction of its own. More callers would only wait on the same row. */
const baselineWorkers = 64;

export const baseline = holdsPart('baseline', 'Baseline: a transaction per request', (stage) => ({
  role: 'baseline',
  connections: baselineWorkers,
  pace: { workers: baselineWorkers, ms: stage.sizes.measureMs },
}));

export const holds = holdsPart('holds', 'Holds, one process', () => ({}));

export const holdsTwo = holdsPart('holds-two', 'Holds, two processes', () => ({ processes: 2 }));

export const holdsProduct = holdsPart(
  'holds-product',
  'Holds, all services in one process',
  () => ({
    role: 'product',
  }),
);

export const holdsAmongMany = holdsPart('holds-many', 'Holds, one hot event of many', () => ({
  set: 'many',
}));

export const holdsSpread = holdsPart('holds-spread', 'Holds, spread over many events', (stage) => ({
  set: 'many',
  sales: stage.sales.many,
}));
