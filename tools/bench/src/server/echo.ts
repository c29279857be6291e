import * as contracts from '@onsale/contracts/orders/http';
import type { OrderLine } from '@onsale/contracts/orders/messages';
import { defineService, newId, route } from '@onsale/runtime';

const holdMs = 15 * 60_000;
const price = { amount: 4_900, currency: 'EUR' };

/**
 * The route of a hold with everything but the database: the real framework, session, validation
 * and idempotency header, and an answer of the same form, made from the request alone.
 */
export const echo = defineService({
  name: 'echo',
  migrations: new URL('.', import.meta.url), // it has no tables
  settings: {},
  setup({ clock }) {
    return {
      routes: [
        route(contracts.placeOrder, async ({ body }) => {
          const now = clock.now();
          const lines = body.lines.map(
            ({ ticketTypeId, quantity }): OrderLine => ({
              ticketTypeId,
              ticketTypeName: 'General admission',
              quantity,
              unitPrice: price,
            }),
          );
          const amount = lines.reduce(
            (sum, line) => sum + line.quantity * line.unitPrice.amount,
            0,
          );
          const order: contracts.Order = {
            id: newId(),
            version: 1,
            status: 'pending',
            eventId: body.eventId,
            eventTitle: 'The one everyone wants',
            lines,
            total: { amount, currency: price.currency },
            placedAt: now.toISOString(),
            expiresAt: new Date(now.getTime() + holdMs).toISOString(),
            paidAt: null,
            paymentId: null,
            refunds: [],
          };
          return { status: 201, body: order };
        }),
      ],
    };
  },
});
