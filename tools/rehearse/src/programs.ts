import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { type Client, createClient } from '@onsale/load';
import { type Asker, askUntilAnswered } from './ask.js';
import { askingMs, type Crowd } from './crowd.js';
import type { RushParts } from './rush.js';
import type { Way } from './way.js';

/** How many of the crowd are active at once; the others wait in the queue. */
const mostConnections = 2_000;
/** How many holders of tickets pay or look for them at once. */
const mostHolders = 500;
const timeoutMs = 30_000;
/** A crowd queues for long, which is not a lost answer: this much longer for each buyer. */
const inLineMs = 1;
const mostPrograms = 200_000;

const lookEveryMs = 200;
const longestLookMs = 2_000;

interface ProgramOptions extends Asker {
  /** For the crowd, which may have to wait for a connection. */
  readonly client: Client;
  /** For those who hold tickets: they have a connection of their own. */
  readonly holders: Client;
  readonly eventId: string;
  readonly cookie: string;
  /** Checks the availability first. */
  readonly looks: boolean;
  readonly random: () => number;
}

/** Buyers who share connections: a few thousand, whatever their number. */
export function openPrograms({ plan, install, event, cookies, record, pauses }: RushParts): Crowd {
  const connections = Math.min(mostConnections, plan.buyers * 2);
  const lineMs = inLineMs * plan.buyers;
  const patienceMs = askingMs + lineMs;
  const open = (connections: number) =>
    createClient({
      ...{ url: install.url, connections, timeoutMs: timeoutMs + lineMs },
      ...(install.ca === undefined ? {} : { ca: install.ca }),
    });
  const client = open(connections);
  const holders = open(Math.min(mostHolders, connections));
  const cookie = (index: number) => cookies[index] ?? '';
  return {
    wayOf: (index, { looks, random }) =>
      asProgram({
        ...{ client, holders, record, pauses, patienceMs, looks, random },
        ...{ eventId: event.id, cookie: cookie(index) },
      }),
    cookie,
    waiting: () => client.waiting + holders.waiting,
    most: mostPrograms,
    patienceMs,
    close: async () => void (await Promise.all([client.close(), holders.close()])),
  };
}

/** A buyer who calls the API alone. */
function asProgram(options: ProgramOptions): Way {
  const { client, holders, eventId, cookie, looks, random } = options;
  const headers = { cookie, 'content-type': 'application/json' };

  async function read<T>(path: string): Promise<T | undefined> {
    const ask = { method: 'GET', path, headers };
    const reply = await askUntilAnswered(options, 'tickets', () => holders.send(ask), random);
    return reply?.status === 200 ? (JSON.parse(reply.body) as T) : undefined;
  }

  return {
    async arrive(dueMs) {
      if (!looks) return true;
      const ask = { method: 'GET', path: `/api/events/${eventId}/availability` };
      const send = (againMs = dueMs) => client.send({ ...ask, dueMs: againMs });
      await askUntilAnswered(options, 'look', send, random);
      return true;
    },
    seesNothingLeft: () => false,
    hold: (lines, key, dueMs) =>
      client.send({
        method: 'POST',
        path: '/api/orders',
        headers: { ...headers, 'idempotency-key': key },
        body: JSON.stringify({ eventId, lines }),
        ...(dueMs === undefined ? {} : { dueMs }),
      }),
    goToCheckout: async () => undefined,
    pay: (orderId, card) =>
      holders.send({
        method: 'POST',
        path: '/api/payments',
        headers,
        body: JSON.stringify({ orderId, card }),
      }),
    goToOrder: () => undefined,
    pauseBeforeLook: (count) =>
      count === 0 ? 0 : Math.min(lookEveryMs * 1.5 ** (count - 1), longestLookMs),
    async look({ id, lines }) {
      const tickets = await read<{ items: Ticket[] }>(`/api/tickets?orderId=${id}`);
      const due = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      if (tickets?.items.length === due) return { tickets: tickets.items };
      const order = await read<Order>(`/api/orders/${id}`);
      const payments = await read<{ items: Payment[] }>(`/api/payments?orderId=${id}`);
      if (!tickets) return undefined;
      return {
        tickets: tickets.items,
        ...(order ? { order } : {}),
        ...(payments ? { payments: payments.items } : {}),
      };
    },
    comeBack: async () => true,
    leave: async () => undefined,
  };
}
