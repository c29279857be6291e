import { measureHolds, workers } from '../measure-holds.js';
import type { Part } from '../part.js';

/** A socket that answers unread: what the generator itself can send. */
export const generator: Part = {
  name: 'generator',
  title: 'Load generator against nothing',
  unit: 'requests/s',
  measure: (stage) =>
    measureHolds(stage, {
      role: 'raw',
      connections: workers,
      sales: [stage.sales.hot],
      isEndless: true,
      hasBooks: false,
      pace: { workers, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
    }),
};

/** Node's HTTP server alone. */
export const bare: Part = {
  name: 'bare',
  title: 'Bare node:http echo',
  unit: 'requests/s',
  measure: (stage) =>
    measureHolds(stage, {
      role: 'bare',
      connections: workers,
      sales: [stage.sales.hot],
      isEndless: true,
      hasBooks: false,
      pace: { workers, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
    }),
};

/** The same route with everything but the database. */
export const echo: Part = {
  name: 'echo',
  title: 'Authenticated echo',
  unit: 'requests/s',
  measure: (stage) =>
    measureHolds(stage, {
      role: 'echo',
      connections: workers,
      sales: [stage.sales.hot],
      hasBooks: false,
      pace: { workers, ms: stage.sizes.measureMs },
      count: (tally) => tally.held,
    }),
};
