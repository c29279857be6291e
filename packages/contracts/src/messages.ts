import { authMessages } from './auth/messages.js';
import { catalogMessages } from './catalog/messages.js';
import { expirationMessages } from './expiration/messages.js';
import type { MessageContract } from './message.js';
import { ordersMessages } from './orders/messages.js';
import { paymentsMessages } from './payments/messages.js';
import { ticketsMessages } from './tickets/messages.js';

/** Every message of the product by its type. Writers and readers both check against it. */
export const messageContracts: ReadonlyMap<string, MessageContract> = new Map(
  [
    ...authMessages,
    ...catalogMessages,
    ...expirationMessages,
    ...ordersMessages,
    ...paymentsMessages,
    ...ticketsMessages,
  ].map((contract) => [contract.type, contract]),
);
