import { accounts } from './accounts.js';
import { catalogue } from './catalogue.js';
import { door } from './door.js';
import { organisers } from './organisers.js';
import { sale } from './sale.js';
import type { RouteAnswers } from './shared.js';
import { ticketTypes } from './ticket-types.js';

/** Each route's answers by its name. A route without them fails the test that reads this. */
export const routeAnswers: Readonly<Record<string, RouteAnswers>> = {
  ...accounts,
  ...catalogue,
  ...ticketTypes,
  ...sale,
  ...door,
  ...organisers,
};
