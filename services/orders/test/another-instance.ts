import type { TicketTypeState } from '@onsale/contracts/catalog/messages';
import { createHttpServer, newId, readSettings, startService } from '@onsale/runtime';
import { type TestAccount, type TestServer, testCookie, testSessionKeys } from '@onsale/testing';
import { orders } from '../src/service.js';

/** Another instance of the service on the same database, as a second process would be. */
export async function anotherInstance(server: TestServer) {
  // The first instance receives the messages for all of them.
  const bus = { ...server.infra.bus, subscribe: async () => async () => undefined };
  const infra = { ...server.infra, bus };
  const service = await startService(orders, infra, readSettings(orders.settings, {}));
  const app = await createHttpServer({
    services: [service],
    clock: server.infra.clock,
    log: server.infra.log,
    sessionPublicKey: testSessionKeys.publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
  return {
    app,
    service,
    /** Places an order here. */
    async ask(buyer: TestAccount, { eventId, ticketTypeId }: TicketTypeState, quantity: number) {
      const cookie = await testCookie(buyer, server.infra.clock.now());
      const placed = await app.inject({
        method: 'POST',
        url: '/api/orders',
        headers: { cookie, 'idempotency-key': newId() },
        payload: { eventId, lines: [{ ticketTypeId, quantity }] },
      });
      const { id, code } = placed.json<{ id?: string; code?: string }>();
      return { status: placed.statusCode, id, code };
    },
    async stop() {
      await app.close();
      await service.stop();
    },
  };
}
