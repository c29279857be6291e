import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { eventually, pickFreePort, testFolder } from '@onsale/testing';
import { inject } from 'vitest';
import { type Onsale, startOnsale } from '../src/start.js';
import { copyInstall, testSettings } from './shared-install.js';

const password = 'correct horse battery';
export const goodCard = { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123' };
const dayMs = 86_400_000;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the API sends
  readonly json: any;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly raw?: { readonly type: string; readonly bytes: Uint8Array | string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Someone with a browser, with or without a session cookie; or an operator, with the token. */
export class Person {
  private constructor(
    private readonly url: string,
    readonly cookie: string | undefined,
    readonly email: string,
    private readonly operatorToken?: string,
  ) {}

  static anonymous = (url: string) => new Person(url, undefined, '');
  static operator = (url: string, token: string) => new Person(url, undefined, '', token);
  static withSession = (url: string, token: string, email: string) =>
    new Person(url, `onsale_session=${token}`, email);

  /** The session cookie in a browser's format. */
  get cookies(): { name: string; value: string; url: string }[] {
    return (this.cookie?.split('; ') ?? []).map((one) => {
      const [name = '', value = ''] = one.split('=');
      return { name, value, url: this.url };
    });
  }

  static async signUp(url: string, name: string): Promise<Person> {
    const email = `${crypto.randomUUID()}@example.org`;
    const reply = await new Person(url, undefined, email).send({
      method: 'POST',
      path: '/api/users/signup',
      body: { email, name, password },
    });
    if (reply.status !== 201) throw new Error(`signing up: ${reply.status} ${reply.text}`);
    return new Person(url, cookieOf(reply), email);
  }

  /** The same account on another device. */
  async signInAgain(): Promise<Person> {
    const body = { email: this.email, password };
    const path = '/api/users/signin';
    const reply = await Person.anonymous(this.url).send({ method: 'POST', path, body });
    return new Person(this.url, cookieOf(reply), this.email);
  }

  /** Sends a request and reads the answer, or the first piece of a stream. */
  async send({ method, path, body, raw, headers }: Request): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(this.operatorToken ? { authorization: `Bearer ${this.operatorToken}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(raw ? { 'content-type': raw.type } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(raw ? { body: raw.bytes } : {}),
      signal: AbortSignal.timeout(60_000), // against hanging
    });
    const text = response.headers.get('content-type')?.startsWith('text/event-stream')
      ? await firstPiece(response)
      : await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  }

  /** The same for a request that must succeed. */
  async call<T>(method: string, path: string, body?: object, headers = {}): Promise<T> {
    const reply = await this.send({ method, path, body, headers });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.json as T;
  }

  async createEvent(changes: object = {}): Promise<EventListing> {
    const startsMs = Date.now() + 30 * dayMs;
    return this.call('POST', '/api/events', {
      title: 'Concert',
      venueName: 'Hall',
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(startsMs + 7_200_000).toISOString(),
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      checkInOpensAt: new Date().toISOString(),
      ...changes,
    });
  }

  async addTicketType(eventId: string, changes: object = {}): Promise<TicketType> {
    return this.call('POST', `/api/events/${eventId}/ticket-types`, {
      name: 'General admission',
      price: { amount: 2500, currency: 'EUR' },
      capacity: 1000,
      perPersonLimit: 10,
      ...changes,
    });
  }

  /** Changes the current version of an event. */
  async editEvent(id: string, change: object): Promise<EventListing> {
    const path = `/api/events/${id}`;
    const { version } = await this.call<EventListing>('GET', path);
    return this.call('PATCH', path, { version, ...change });
  }

  /** Changes the current version of a ticket type. */
  async editTicketType({ id, eventId }: TicketType, change: object): Promise<TicketType> {
    const { ticketTypes } = await this.call<EventListing>('GET', `/api/events/${eventId}`);
    const version = ticketTypes.find((type) => type.id === id)?.version;
    return this.call('PATCH', `/api/ticket-types/${id}`, { version, ...change });
  }

  /** Makes an invitation to the door staff of an event. */
  async invite(eventId: string, label = ''): Promise<{ token: string; url: string; id: string }> {
    return this.call('POST', `/api/events/${eventId}/staff-invitations`, { label });
  }

  /** Invites someone, who accepts as soon as the other services know their account. */
  async addStaff(eventId: string, person: Person): Promise<void> {
    const { token } = await this.invite(eventId);
    const path = `/api/staff-invitations/${token}/accept`;
    await eventually(() => person.call('POST', path));
  }

  /** Creates and publishes an event with one ticket type, and waits until it sells. */
  async putOnSale(
    changes: object = {},
    eventChanges: object = {},
  ): Promise<{ event: EventListing; ticketType: TicketType }> {
    const event = await this.createEvent(eventChanges);
    const ticketType = await this.addTicketType(event.id, changes);
    const published = await this.call<EventListing>('POST', `/api/events/${event.id}/publish`);
    await this.untilOnSale(event.id);
    return { event: published, ticketType };
  }

  /** Waits until this number of ticket types of a published event is sold. */
  async untilOnSale(eventId: string, ticketTypes = 1): Promise<void> {
    await eventually(async () => {
      const path = `/api/events/${eventId}/availability`;
      const found = await this.call<{ ticketTypes: object[] }>('GET', path);
      if (found.ticketTypes.length < ticketTypes) throw new Error('not on sale yet');
    });
  }

  async order(ticketType: TicketType, quantity = 1): Promise<Order> {
    const lines = [{ ticketTypeId: ticketType.id, quantity }];
    return this.call(
      'POST',
      '/api/orders',
      { eventId: ticketType.eventId, lines },
      { 'idempotency-key': crypto.randomUUID() },
    );
  }

  async pay(order: Order, card: object = goodCard): Promise<Payment> {
    return this.call('POST', '/api/payments', { orderId: order.id, card });
  }

  /** Waits for the tickets of an order. */
  async tickets(order: Order, count: number): Promise<Ticket[]> {
    let tickets: Ticket[] = [];
    await eventually(async () => {
      const path = `/api/tickets?orderId=${order.id}`;
      tickets = (await this.call<{ items: Ticket[] }>('GET', path)).items;
      if (tickets.length !== count) throw new Error(`${tickets.length} tickets of ${count}`);
    });
    return tickets;
  }

  /** Buys with the test card that pays, up to the tickets. */
  async buy(ticketType: TicketType, quantity = 1): Promise<{ order: Order; tickets: Ticket[] }> {
    const order = await this.order(ticketType, quantity);
    if (order.status === 'pending') await this.pay(order);
    return { order, tickets: await this.tickets(order, quantity) };
  }
}

const cookieOf = (reply: Reply) =>
  reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((cookie) => !cookie.endsWith('=')) // removed
    .join('; ');

async function firstPiece(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const piece = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(piece?.value as Uint8Array);
}

/** The whole product on a port of its own. */
export interface TestInstall {
  readonly onsale: Onsale;
  readonly url: string;
  /** Its data folder. */
  readonly data: string;
  stop(): Promise<void>;
}

/** Starts the whole product with data of its own and no demo, for specs with settings. */
export async function startTestInstall(
  environment: Record<string, string> = {},
): Promise<TestInstall> {
  const folder = await testFolder('install');
  const data = join(folder, 'data');
  await copyInstall(inject('emptyInstall'), data);
  const onsale = await startOnsale({
    PORT: String(await pickFreePort()),
    ONSALE_DATA: data,
    ONSALE_WEB: '0',
    ...testSettings,
    ...environment,
  });
  return {
    onsale,
    url: onsale.url,
    data,
    async stop() {
      await onsale.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
