import { readFile } from 'node:fs/promises';
import { approveForDemo } from './demo-approval.js';
import { type Call, signIn } from './demo-call.js';
import { demoEvents } from './demo-events.js';
import { demoIsMade, demoPassword, holdsDemo, isPublished, noteDemoMade } from './demo-password.js';
import { NotYet, patiently } from './patience.js';
import { isThisMachine } from './this-machine.js';

const organiser = { email: 'organiser@example.org', name: 'Olga Organiser' };
const buyer = { email: 'buyer@example.org', name: 'Ben Buyer' };
const staff = { email: 'staff@example.org', name: 'Sam Staff' };

/** Lines for the terminal after a start: how to sign in; a warning if it was without the demo. */
export async function demoLines(demo: boolean, dataFolder: string): Promise<string> {
  if (demo) {
    return `  Sign in          ${buyer.email}       buys
                   ${organiser.email}   sells, at /organiser
                   ${staff.email}       checks tickets at the door
  Password         ${await demoPassword(dataFolder)}
`;
  }
  if (!demoIsMade(dataFolder)) return '';
  const known = (await isPublished(dataFolder)) ? ', and everyone knows their password' : '';
  return `  Careful          an earlier start made demo accounts in this data folder${known}.
                   To start without them: ONSALE_DEMO=0 with another ONSALE_DATA.
`;
}

/** The numbers of the sandbox in `payments`. */
export const testCards = `  Test cards       4242 4242 4242 4242   pays
                   4000 0000 0000 0002   is declined
                   4000 0000 0000 3220   is confirmed after 5 seconds
                   4000 0000 0000 9995   is confirmed only after the hold has ended
`;

/**
 * The demo is for trying Onsale on this machine, so only this machine may reach its accounts.
 * @param reached the settings that say where the install is reached, by environment variable:
 * addresses and names, separated by commas
 * @throws Error that says how to start without the demo
 */
export function assertDemoStaysHere(
  demo: boolean,
  reached: Readonly<Record<string, string>>,
  dataFolder: string,
): void {
  const elsewhere = Object.entries(reached).find(([, names]) =>
    names.split(',').some((name) => name !== '' && !isThisMachine(name)),
  );
  if (!elsewhere) return;
  const why = `${elsewhere.join('=')} lets others in, and the demo's accounts are for this machine alone`;
  if (holdsDemo(dataFolder)) {
    throw new Error(
      `${why}. This data folder holds them: start with ONSALE_DEMO=0 and another folder in ONSALE_DATA.`,
    );
  }
  if (demo) throw new Error(`${why}. Start without them: ONSALE_DEMO=0.`);
}

/**
 * Makes the demo, once per data folder, through the same API that everyone uses. Waits as long as
 * the message bus may take. After an interruption the next start continues: it keeps what exists
 * and makes what is missing.
 * @param install `url` of the API; `catalogUrl` of the catalogue's database, where organisers are
 * approved
 * @param step receives progress messages; it may throw to end the work
 */
export async function seedDemo(
  dataFolder: string,
  { url, catalogUrl }: { readonly url: string; readonly catalogUrl: string },
  step: (name: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (demoIsMade(dataFolder)) return;
  const startedMs = performance.now();
  const password = await demoPassword(dataFolder);
  step('The API answers. Making the demo');
  const wait = <T>(attempt: () => Promise<T>) => patiently(attempt, { say: step, signal });
  const enter = (account: typeof organiser) => wait(() => signIn(url, { ...account, password }));
  const asOrganiser = await enter(organiser);
  await wait(async () => {
    const { account } = await asOrganiser<{ account: { id: string } }>(
      'GET',
      '/api/users/currentuser',
    );
    await approveForDemo(catalogUrl, account.id);
  });
  const asBuyer = await enter(buyer);
  const asStaff = await enter(staff);
  for (const event of demoEvents) {
    signal?.throwIfAborted();
    const id = await wait(() => makeEvent({ asOrganiser, asStaff }, event));
    if (event.buyAll && id) await wait(() => buyAll(asBuyer, id));
  }
  await noteDemoMade(dataFolder, new Date().toISOString());
  step(`The demo is made, in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}

type DemoEvent = (typeof demoEvents)[number];

interface Made {
  readonly id: string;
  readonly status: string;
  readonly ticketTypes: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Makes the missing parts of the event.
 * @returns its id; undefined if it began since an interrupted start: it stays as it is, because
 * nothing of it could be published or sold any more
 */
async function makeEvent(
  { asOrganiser: call, asStaff }: { asOrganiser: Call; asStaff: Call },
  event: DemoEvent,
): Promise<string | undefined> {
  const found = await findEvent(call, event.title);
  if (found && found.startsAt <= new Date().toISOString()) return undefined;
  const made = found
    ? await call<Made>('GET', `/api/events/${found.id}`)
    : await createEvent(call, event);
  const { id } = made;
  const known = new Map(made.ticketTypes.map((type) => [type.name, type.id]));
  for (const { amount, shares, capacity, ...type } of event.ticketTypes) {
    if (known.has(type.name)) continue;
    const price = { amount, currency: event.currency };
    const places = shares ? { poolId: known.get(shares), poolLimit: capacity } : { capacity };
    const path = `/api/events/${id}/ticket-types`;
    const added = await call<{ id: string }>('POST', path, { ...type, ...places, price });
    known.set(type.name, added.id);
  }
  if (!event.published) return id;
  if (made.status === 'draft') await call('POST', `/api/events/${id}/publish`);
  const team = `/api/events/${id}/staff`;
  const { items, invitations } = await call<{ items: unknown[]; invitations: { id: string }[] }>(
    'GET',
    team,
  );
  if (items.length > 0) return id;
  // Left by an interrupted start: nobody has their links any more.
  for (const { id: lost } of invitations) await call('DELETE', `${team}-invitations/${lost}`);
  const { token } = await call<{ token: string }>('POST', `${team}-invitations`, {});
  await asStaff('POST', `/api/staff-invitations/${token}/accept`);
  return id;
}

async function findEvent(call: Call, title: string) {
  const { items } = await call<{ items: { id: string; title: string; startsAt: string }[] }>(
    'GET',
    '/api/organiser/events?limit=100',
  );
  return items.find((one) => one.title === title);
}

const dayMs = 86_400_000;
const images = new URL('../demo/', import.meta.url);

async function createEvent(call: Call, event: DemoEvent): Promise<Made> {
  const start = new Date(Date.now() + event.startsInDays * dayMs);
  start.setUTCHours(event.startHourUtc, 0, 0, 0);
  const { imageUrl } = event.image
    ? await call<{ imageUrl: string }>(
        'POST',
        '/api/images',
        await readFile(new URL(event.image, images)),
      )
    : { imageUrl: null };
  return await call<Made>('POST', '/api/events', {
    imageUrl,
    title: event.title,
    description: event.description,
    venueName: event.venueName,
    venueAddress: event.venueAddress,
    startsAt: start.toISOString(),
    endsAt: new Date(start.getTime() + event.hours * 3_600_000).toISOString(),
    timeZone: event.timeZone,
    // A person who tries the demo tries the door too.
    checkInOpensAt: new Date().toISOString(),
    currency: event.currency,
    salesOpenAt:
      event.salesOpenInDays === undefined
        ? null
        : new Date(Date.now() + event.salesOpenInDays * dayMs).toISOString(),
  });
}

/** The demo buyer takes everything with the test card. Places an order that ended unpaid again. */
async function buyAll(call: Call, eventId: string): Promise<void> {
  const event = await call<{ ticketTypes: { id: string; capacity: number }[] }>(
    'GET',
    `/api/events/${eventId}`,
  );
  const stock = await call<{ ticketTypes: unknown[] }>(
    'GET',
    `/api/events/${eventId}/availability`,
  );
  if (stock.ticketTypes.length < event.ticketTypes.length) {
    throw new NotYet('the message bus has not delivered yet (stock of the demo)');
  }
  const lines = event.ticketTypes.map(({ id, capacity }) => ({
    ticketTypeId: id,
    quantity: capacity,
  }));
  for (let attempt = 1; attempt <= mostOrders; attempt += 1) {
    const { id } = await call<{ id: string }>(
      'POST',
      '/api/orders',
      { eventId, lines },
      { 'idempotency-key': `demo-${eventId}-${attempt}` },
    );
    const { status } = await call<{ status: string }>('GET', `/api/orders/${id}`);
    if (status === 'paid') return;
    if (status !== 'pending') continue;
    const { items } = await call<{ items: { status: string }[] }>(
      'GET',
      `/api/payments?orderId=${id}`,
    );
    if (!items.some((payment) => payment.status !== 'failed')) {
      await call('POST', '/api/payments', { orderId: id, card: testCard });
    }
    throw new NotYet('the message bus has not delivered yet (payment of the demo)');
  }
}

const mostOrders = 20;
const testCard = { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123' };
