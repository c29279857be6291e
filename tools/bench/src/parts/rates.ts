import { BenchError } from '../failure.js';
import { measureHolds } from '../measure-holds.js';
import type { Part } from '../part.js';

/** Open loop: arrivals do not wait for earlier answers. */
const connections = 2_000;

/** Rates, in percent of the maximum. */
export const rateShares = [25, 50, 75, 90] as const;
/** The one that a trial tries. */
const triedShare = 50;

export const rateName = (share: number) => `rate-${share}`;

/**
 * Buyers come at a fixed rate, whatever the answers do; times count from when they came.
 * @param share of the maximum, in percent
 */
export const rate = (share: number): Part => ({
  name: rateName(share),
  title: `Holds at ${share} % of the maximum`,
  unit: 'holds/s',
  needs: ['holds'],
  ...(share === triedShare ? {} : { like: rateName(triedShare) }),
  measure(stage) {
    const maximum = stage.found('holds', 'perSecond');
    if (maximum === undefined) throw new BenchError('The maximum of holds was not measured.');
    return measureHolds(stage, {
      role: 'orders',
      connections,
      sales: [stage.sales.hot],
      pace: { perSecond: (maximum * share) / 100, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
    });
  },
});
