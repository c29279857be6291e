import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from './dice.js';
import type { Request } from './send.js';

export const roles = [
  'stranger',
  'buyer',
  'otherBuyer',
  'organiser',
  'otherOrganiser',
  'doorStaff',
  'operator',
] as const;
export type Role = (typeof roles)[number];

export const password = 'correct horse battery';

export interface Person {
  readonly role: Role;
  readonly email: string;
  /** The proof of who they are; replaced after signing out. */
  headers: Readonly<Record<string, string>>;
}

export type Call = (
  by: Person,
  method: string,
  path: string,
  body?: object,
  more?: Request['headers'],
) => Promise<{
  status: number;
  headers: Record<string, string | string[] | undefined>;
  json: Json;
}>;
// biome-ignore lint/suspicious/noExplicitAny: what an API sends
type Json = any;

const stranger = (): Person => ({ role: 'stranger', email: '', headers: {} });

const cookieIn = (headers: Record<string, string | string[] | undefined>) => {
  const cookies = [headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0] ?? '');
  return { cookie: cookies.filter((one) => !one.endsWith('=')).join('; ') };
};

async function signUp(call: Call, role: Role): Promise<Person> {
  const email = `${role}-${randomUUID()}@example.org`.toLowerCase();
  const body = { email, name: `Abuse ${role}`, password };
  const { status, headers, json } = await call(stranger(), 'POST', '/api/users/signup', body);
  if (status !== 201) throw new Error(`No account for the ${role}: ${status} ${json?.detail}`);
  return { role, email, headers: cookieIn(headers) };
}

/** Signs a person in again after signing out. @returns whether that worked */
export async function renew(call: Call, person: Person): Promise<boolean> {
  const body = { email: person.email, password };
  const { status, headers } = await call(stranger(), 'POST', '/api/users/signin', body);
  if (status === 200) person.headers = cookieIn(headers);
  return status === 200;
}

/** Everyone, with an event on sale, one cancelled, drafts, a paid order, and staff at the door. */
export interface Cast {
  readonly people: Readonly<Record<Role, Person>>;
  /** Drafts that their owners never publish: who may read each, by title. */
  readonly secrets: ReadonlyMap<string, Role>;
}

const dayMs = 86_400_000;
const eventBody = (title: string, dice: Dice) => {
  const startsMs = Date.now() + dice.between(1, 90) * dayMs;
  return {
    title,
    venueName: 'Hall',
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(startsMs + 7_200_000).toISOString(),
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    checkInOpensAt: new Date().toISOString(),
  };
};

/**
 * Signs everyone up and creates their events, orders and tickets.
 * @param keepSecret receives the ids of the drafts that nobody else may see
 * @throws Error when the install refuses it
 */
export async function gather(
  call: Call,
  dice: Dice,
  operatorToken: string | undefined,
  keepSecret: (id: string, owner: Role) => void,
): Promise<Cast> {
  const buyer = await signUp(call, 'buyer');
  const otherBuyer = await signUp(call, 'otherBuyer');
  const organiser = await signUp(call, 'organiser');
  const otherOrganiser = await signUp(call, 'otherOrganiser');
  const doorStaff = await signUp(call, 'doorStaff');
  const operator: Person = {
    role: 'operator',
    email: '',
    headers: operatorToken ? { authorization: `Bearer ${operatorToken}` } : {},
  };
  const must = async (...asked: Parameters<Call>) => {
    const { status, json } = await call(...asked);
    if (status >= 300) throw new Error(`${asked[1]} ${asked[2]}: ${status} ${json?.detail}`);
    return json;
  };
  const secrets = new Map<string, Role>();
  for (const owner of [organiser, otherOrganiser]) {
    const title = `Secret ${randomUUID()}`;
    const draft = await call(owner, 'POST', '/api/events', eventBody(title, dice));
    if (draft.status !== 201) throw new Error(`No draft: ${draft.status} ${draft.json?.detail}`);
    keepSecret(draft.json.id, owner.role);
    secrets.set(title, owner.role);
  }
  const typeBody = { name: 'Seat', price: { amount: 2500, currency: 'EUR' }, capacity: 40 };
  for (const [owner, end] of [
    [organiser, 'on sale'],
    [otherOrganiser, 'on sale'],
    [organiser, 'cancelled'],
  ] as const) {
    const event = await must(owner, 'POST', '/api/events', eventBody('Concert', dice));
    const path = `/api/events/${event.id}`;
    const type = await must(owner, 'POST', `${path}/ticket-types`, typeBody);
    await must(owner, 'POST', `${path}/publish`);
    const { token } = await must(owner, 'POST', `${path}/staff-invitations`, { label: 'Door' });
    const accept = () => call(doorStaff, 'POST', `/api/staff-invitations/${token}/accept`);
    // Their address has opened too many wrong invitations by then: later casts have no door staff.
    await until(accept, [429]);
    const order = await until(() =>
      call(
        buyer,
        'POST',
        '/api/orders',
        { eventId: event.id, lines: [{ ticketTypeId: type.id, quantity: 2 }] },
        { 'idempotency-key': randomUUID() },
      ),
    );
    const card = { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123' };
    await until(() => call(buyer, 'POST', '/api/payments', { orderId: order.id, card }));
    await until(async () => {
      const tickets = await call(buyer, 'GET', `/api/tickets?orderId=${order.id}`);
      return { ...tickets, status: tickets.json.items?.length === 2 ? tickets.status : 409 };
    });
    if (end === 'cancelled') await must(owner, 'POST', `${path}/cancel`, { reason: 'Rain.' });
  }
  const people = {
    stranger: stranger(),
    buyer,
    otherBuyer,
    organiser,
    otherOrganiser,
    doorStaff,
    operator,
  };
  return { people, secrets };
}

const patienceMs = 15_000;
/** Waits until messages between services have arrived. */
async function until(ask: () => ReturnType<Call>, enough: readonly number[] = []): Promise<Json> {
  for (const givenUpMs = performance.now() + patienceMs; ; ) {
    const { status, json } = await ask();
    if (status < 300 || enough.includes(status)) return json;
    if (performance.now() > givenUpMs) throw new Error(`Still ${status}: ${json?.detail}`);
    await pause(100);
  }
}
