import type { TSchema } from 'typebox';
import * as auth from './auth/http.js';
import * as catalog from './catalog/http.js';
import * as catalogMessages from './catalog/messages.js';
import * as orders from './orders/http.js';
import * as ordersMessages from './orders/messages.js';
import * as payments from './payments/http.js';
import * as paymentsMessages from './payments/messages.js';
import * as problem from './problem.js';
import * as tickets from './tickets/http.js';
import * as ticketsMessages from './tickets/messages.js';
import * as values from './values.js';

const isSchema = (value: unknown): value is TSchema =>
  typeof value === 'object' && value !== null && '~kind' in value;

/** Every exported schema with the name of its export, for documents. */
export const namedSchemas: readonly (readonly [name: string, schema: TSchema])[] = [
  values,
  problem,
  auth,
  catalogMessages,
  catalog,
  ordersMessages,
  orders,
  paymentsMessages,
  payments,
  ticketsMessages,
  tickets,
].flatMap((module) =>
  Object.entries(module).filter((entry): entry is [string, TSchema] => isSchema(entry[1])),
);
