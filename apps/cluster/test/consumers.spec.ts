import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { heard } from '@onsale/contracts/heard';
import type { Message, MessageContract } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import type { Order } from '@onsale/contracts/orders/http';
import { assertWritten, newId, readMessage, type ServiceDefinition } from '@onsale/runtime';
import {
  eventually,
  filled,
  grown,
  onSale,
  type TestServer,
  testAccount,
  testEvent,
  testServer,
  testSessionKeys,
  testTicketType,
} from '@onsale/testing';
import { describe, expect, it } from 'vitest';
import { services } from '../src/settings.js';

const folder = new URL('../../../packages/contracts/fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Message,
);

interface Sample {
  readonly what: string;
  readonly message: Message;
}

/** Every sample that was ever kept, and what a later version may write in place of each. */
function samplesOf(contract: MessageContract): Sample[] {
  const { type, schema } = contract;
  return fixtures
    .filter((fixture) => fixture.type === type)
    .flatMap((fixture) => {
      const { data } = readMessage(fixture);
      const later = grown(schema, filled(schema, data)).map(({ what, value }) => ({
        what: `${type}, and ${what}`,
        message: { ...fixture, data: value },
      }));
      return [{ what: type, message: fixture }, ...later];
    });
}

const samples = [...messageContracts.values()].flatMap(samplesOf);

describe('content from a later version', () => {
  it('is accepted by the readers of this version at every depth', () => {
    const refused = samples.flatMap(({ what, message }) => {
      try {
        return readMessage(message) ? [] : [what];
      } catch (error) {
        return [`${what}: ${(error as Error).message}`];
      }
    });
    expect(refused).toEqual([]);
    // An order in a list of refunds has money in it: three deep.
    expect(samples.map(({ what }) => what)).toContain('order.paid, and /refunds/0/amount a field');
    expect(samples.map(({ what }) => what)).toContain('order.paid, and /refunds/0/reason a member');
  });

  it('is rejected by the writers of this version, except in parts that they pass on', () => {
    const written = samples.flatMap(({ what, message }) => {
      try {
        assertWritten(message);
        return what.split(', and ').slice(1);
      } catch {
        return [];
      }
    });
    expect(new Set(written.map((what) => what.replace(/\/0.*/, '')))).toEqual(
      new Set(['/lines', '/refunds', '/refundReason a member']),
    );
  });
});

const { privateKey } = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const settings: Record<string, string> = {
  ONSALE_TICKET_PRIVATE_KEY: privateKey,
  ONSALE_SESSION_PRIVATE_KEY: testSessionKeys.privateKey,
  ONSALE_OPERATOR_TOKEN: 'operator-token-0123456789abcdef0123456789',
  ONSALE_WEBHOOK_SECRET: 'test-webhook-secret-0123456789abcdef',
};

/** Each has its own aggregate, so none is skipped because a newer state came before. */
function apart({ what, message }: Sample, order: Order | undefined): Sample {
  const text = JSON.stringify(message).replaceAll(message.subject, newId());
  const fresh = JSON.parse(text) as Message<string, { orderId?: string }>;
  // Money for an order that never existed is rightly a dead letter.
  const isAboutOrder = fresh.type.startsWith('payment.') || fresh.type === 'expiry.due';
  if (order && isAboutOrder) fresh.data.orderId = order.id;
  return { what, message: { ...fresh, id: newId() } };
}

/** An order, where this is the service that keeps them. */
async function placeOrder(server: TestServer): Promise<Order> {
  const now = server.clock.now();
  const event = testEvent(now);
  const type = testTicketType(event.eventId);
  await server.infra.bus.publish(onSale([event], [type], now));
  return eventually(async () => {
    const response = await server.request('POST', '/api/orders', {
      as: testAccount(),
      headers: { 'idempotency-key': newId() },
      body: { eventId: event.eventId, lines: [{ ticketTypeId: type.ticketTypeId, quantity: 1 }] },
    });
    expect(response.statusCode).toBe(201);
    return response.json<Order>();
  });
}

describe.each(services.map((service) => ({ name: service.name, service })))(
  'the consumers of $name',
  ({ name, service }) => {
    it('handle every message that was ever sent, and any that a later version may send', async () => {
      const server = await testServer(service as ServiceDefinition, settings);
      const { bus } = server.infra;
      try {
        // The subscriptions that the service's account at the NATS servers allows.
        const names = Object.keys(heard).filter((one) => one.startsWith(`${name}.`));
        expect([...(await bus.lag()).keys()].sort()).toEqual(names.sort());
        const order = name === 'orders' ? await placeOrder(server) : undefined;
        const sent = samples.map((sample) => apart(sample, order));
        const messages = sent.map(({ message }) => message);
        for (let at = 0; at < messages.length; at += 1_000) {
          await bus.publish(messages.slice(at, at + 1_000));
        }
        await eventually(async () => {
          const waiting = [...(await bus.lag())].filter(([, count]) => count > 0);
          expect(waiting).toEqual([]);
        });
        const whatOf = new Map(sent.map(({ what, message }) => [message.id, what]));
        const letters = (await bus.deadLetters(20)).map(
          ({ subscription, message, error }) =>
            `${subscription}: ${whatOf.get(message.id)}: ${error}`,
        );
        expect(letters).toEqual([]);
      } finally {
        await server.stop();
      }
    });
  },
);
