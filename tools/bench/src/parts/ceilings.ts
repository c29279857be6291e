import { measureHolds, workers } from '../measure-holds.js';
import type { Part } from '../part.js';
import type { Role } from '../server/protocol.js';

const ceiling = (name: string, title: string, role: Role, isEndless: boolean): Part => ({
  name,
  title,
  unit: 'requests/s',
  measure: (stage) =>
    measureHolds(stage, {
      role,
      isEndless,
      hasBooks: false,
      connections: workers,
      sales: [stage.sales.hot],
      pace: { workers, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
    }),
});

/** A socket that answers unread: what the generator itself can send. */
export const generator = ceiling('generator', 'Load generator against nothing', 'raw', true);

/** Node's HTTP server alone. */
export const bare = ceiling('bare', 'Bare node:http echo', 'bare', true);

/** The same route with everything but the database. */
export const echo = ceiling('echo', 'Authenticated echo', 'echo', false);
