import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoEvents } from './demo-events.js';

const password = 'onsale-demo';
const organiser = { email: 'organiser@example.org', name: 'Olga Organiser' };
const buyer = { email: 'buyer@example.org', name: 'Ben Buyer' };
const staff = { email: 'staff@example.org', name: 'Sam Staff' };

/** For the terminal, after the start. */
export const demoSignIns = `  Sign in          ${buyer.email}       buys
                   ${organiser.email}   sells, at /organiser
                   ${staff.email}       checks tickets at the door
  Password         ${password}
`;

/** The numbers are those of `payments`' sandbox. */
export const testCards = `  Test cards       4242 4242 4242 4242   pays
                   4000 0000 0000 0002   is declined
                   4000 0000 0000 3220   is confirmed after 5 seconds
                   4000 0000 0000 9995   is confirmed only after the hold has ended
`;

const requestTimeoutMs = 10_000;
/** A bus that has just started may be busy electing who leads it. */
const settleTimeoutMs = 60_000;

const doneFile = (dataFolder: string) => join(dataFolder, 'demo-made');

/** Whether an earlier start made the demo, with its accounts, in this data folder. */
export const demoIsMade = (dataFolder: string) => existsSync(doneFile(dataFolder));

/**
 * Makes the demo, once per data folder, through the same API that everybody uses. Interrupted in
 * the middle it goes on at the next start: what exists already is left alone.
 * @param step is told what is being made; it may throw to end it
 */
export async function seedDemo(
  dataFolder: string,
  url: string,
  step: (name: string) => void,
): Promise<void> {
  if (demoIsMade(dataFolder)) return;
  step('Making the demo');
  const asOrganiser = await signIn(url, organiser);
  const asBuyer = await signIn(url, buyer);
  await signIn(url, staff);

  const mine = await asOrganiser<{ items: { title: string }[] }>(
    'GET',
    '/api/organiser/events?limit=100',
  );
  const known = new Set(mine.items.map((event) => event.title));
  for (const event of demoEvents) {
    if (known.has(event.title)) continue;
    const id = await createEvent(asOrganiser, event);
    if (event.buyAll) await buyAll(asBuyer, id);
  }
  await writeFile(doneFile(dataFolder), `${new Date().toISOString()}\n`);
}

type Call = <T>(
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<T>;

async function signIn(url: string, account: { email: string; name: string }): Promise<Call> {
  const created = await send(url, 'POST', '/api/users/signup', { ...account, password });
  const answer =
    created.status === 409
      ? await send(url, 'POST', '/api/users/signin', { email: account.email, password })
      : created;
  if (!answer.ok) throw new Error(`The demo account cannot sign in: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');

  return async <T>(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ) => {
    const givenUpMs = Date.now() + settleTimeoutMs;
    let response = await send(url, method, path, body, { cookie, ...headers });
    while (!response.ok) {
      const text = await response.text();
      // Then nothing was done. The machine is busy: everything starts at once.
      const isBusy = response.status === 503 && text.includes('"overloaded"');
      if (!isBusy || Date.now() > givenUpMs)
        throw new Error(`Making the demo: ${method} ${path}: ${text}`);
      await sleep(500);
      response = await send(url, method, path, body, { cookie, ...headers });
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
}

const send = (
  url: string,
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) =>
  fetch(url + path, {
    method,
    headers: {
      ...(body
        ? { 'content-type': Buffer.isBuffer(body) ? 'image/jpeg' : 'application/json' }
        : {}),
      ...headers,
    },
    ...(body ? { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });

const dayMs = 86_400_000;
const images = new URL('../demo/', import.meta.url);

async function createEvent(call: Call, event: (typeof demoEvents)[number]): Promise<string> {
  const start = new Date(Date.now() + event.startsInDays * dayMs);
  start.setUTCHours(event.startHourUtc, 0, 0, 0);
  const { imageUrl } = event.image
    ? await call<{ imageUrl: string }>(
        'POST',
        '/api/images',
        await readFile(new URL(event.image, images)),
      )
    : { imageUrl: null };
  const { id } = await call<{ id: string }>('POST', '/api/events', {
    imageUrl,
    title: event.title,
    description: event.description,
    venueName: event.venueName,
    venueAddress: event.venueAddress,
    startsAt: start.toISOString(),
    endsAt: new Date(start.getTime() + event.hours * 3_600_000).toISOString(),
    timeZone: event.timeZone,
    // Who tries it out tries the door too.
    checkInOpensAt: new Date().toISOString(),
    currency: event.currency,
    salesOpenAt:
      event.salesOpenInDays === undefined
        ? null
        : new Date(Date.now() + event.salesOpenInDays * dayMs).toISOString(),
  });
  for (const { amount, ...type } of event.ticketTypes) {
    const price = { amount, currency: event.currency };
    await call('POST', `/api/events/${id}/ticket-types`, { ...type, price });
  }
  if (event.published) {
    await call('POST', `/api/events/${id}/publish`);
    await call('POST', `/api/events/${id}/staff`, { email: staff.email });
  }
  return id;
}

/** The demo buyer takes everything, with the test card. */
async function buyAll(call: Call, eventId: string): Promise<void> {
  const event = await call<{ ticketTypes: { id: string; capacity: number }[] }>(
    'GET',
    `/api/events/${eventId}`,
  );
  // The services hear of a new event by message.
  await until(async () => {
    const response = await call<{ ticketTypes: unknown[] }>(
      'GET',
      `/api/events/${eventId}/availability`,
    );
    return response.ticketTypes.length === event.ticketTypes.length;
  });
  const order = await call<{ id: string }>(
    'POST',
    '/api/orders',
    {
      eventId,
      lines: event.ticketTypes.map((type) => ({ ticketTypeId: type.id, quantity: type.capacity })),
    },
    { 'idempotency-key': `demo-${eventId}` },
  );
  await call('POST', '/api/payments', {
    orderId: order.id,
    card: { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123' },
  });
  await until(async () => {
    const { status } = await call<{ status: string }>('GET', `/api/orders/${order.id}`);
    return status === 'paid';
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + settleTimeoutMs;
  for (;;) {
    const held = await holds().catch(() => false);
    if (held) return;
    if (Date.now() > deadline) throw new Error('Making the demo takes too long. Start again.');
    await sleep(100);
  }
}
