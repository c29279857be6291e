import { accountCreated } from '@onsale/contracts/auth/messages';
import type {
  Door,
  EventListing,
  EventSummary,
  OrganiserEvent,
  TicketType,
} from '@onsale/contracts/catalog/http';
import type { MessageContract, MessageOf } from '@onsale/contracts/message';
import { type StockState, stockChanged } from '@onsale/contracts/orders/messages';
import { newMessage } from '@onsale/runtime';
import { eventually, type TestAccount, type TestServer, testServer } from '@onsale/testing';
import { onAccount } from '../src/on-account.js';
import { catalog } from '../src/service.js';

export const startCatalog = (settings: Record<string, string> = {}): Promise<TestServer> =>
  testServer(catalog, { ONSALE_ORGANISERS: 'everyone', ...settings });

const dayMs = 86_400_000;

/** An instant a number of days from the test's now. */
export const inDays = (server: TestServer, days: number): string =>
  new Date(server.clock.now().getTime() + days * dayMs).toISOString();

export const eventBody = (server: TestServer, changes: object = {}) => ({
  title: 'Concert',
  venueName: 'Hall',
  startsAt: inDays(server, 30),
  endsAt: inDays(server, 30.1),
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  ...changes,
});

export const ticketTypeBody = (changes: object = {}) => ({
  name: 'General admission',
  price: { amount: 2500, currency: 'EUR' },
  capacity: 100,
  ...changes,
});

/** Sends a request that must succeed. */
export async function call<T>(
  server: TestServer,
  as: TestAccount,
  ...[method, path, body]: [
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ]
): Promise<T> {
  const response = await server.request(method, path, body ? { as, body } : { as });
  if (response.statusCode >= 300) {
    throw new Error(`${method} ${path}: ${response.statusCode} ${response.body}`);
  }
  return response.statusCode === 204 ? (undefined as T) : (response.json() as T);
}

/** The current version of an event or of a ticket type. */
export async function versionOf(server: TestServer, id: string): Promise<number> {
  const [row] = await server.infra.database.query<{ version: number }>(
    `select version from event where id = $1
     union all select version from ticket_type where id = $1`,
    [id],
  );
  return row?.version ?? 1;
}

/** Changes the current version of an event; must succeed. */
export const editEvent = async (
  server: TestServer,
  as: TestAccount,
  id: string,
  change: object,
): Promise<EventListing> =>
  call(server, as, 'PATCH', `/api/events/${id}`, {
    version: await versionOf(server, id),
    ...change,
  });

export const createDraft = (server: TestServer, as: TestAccount, changes: object = {}) =>
  call<EventListing>(server, as, 'POST', '/api/events', eventBody(server, changes));

export const addTicketType = (
  server: TestServer,
  as: TestAccount,
  eventId: string,
  changes: object = {},
) =>
  call<TicketType>(
    server,
    as,
    'POST',
    `/api/events/${eventId}/ticket-types`,
    ticketTypeBody(changes),
  );

/** A published event with one ticket type. */
export async function putOnSale(
  server: TestServer,
  as: TestAccount,
  changes: object = {},
  typeChanges: object = {},
): Promise<{ event: EventListing; ticketType: TicketType }> {
  const draft = await createDraft(server, as, changes);
  const price = { amount: 2500, currency: draft.currency };
  const ticketType = await addTicketType(server, as, draft.id, { price, ...typeChanges });
  const event = await call<EventListing>(server, as, 'POST', `/api/events/${draft.id}/publish`);
  return { event, ticketType };
}

const publish = <C extends MessageContract>(
  server: TestServer,
  contract: C,
  subject: string,
  data: MessageOf<C>['data'],
) => server.infra.bus.publish([newMessage(contract, { subject, time: server.clock.now(), data })]);

/** Publishes the stock as `orders` would, and waits until the service has received it. */
export async function sayStock(
  server: TestServer,
  type: TicketType,
  { version = 1, held = 0, sold = 0, shares }: Partial<StockState>,
): Promise<void> {
  const { capacity, eventId, id: ticketTypeId } = type;
  const available = capacity - held - sold;
  const data = {
    ...{ ticketTypeId, version, eventId, capacity, available, held, sold },
    ...(shares ? { shares } : {}),
  };
  await publish(server, stockChanged, ticketTypeId, data);
  await eventually(async () => {
    const rows = await server.infra.database.query(
      'select from stock where ticket_type_id = $1 and version >= $2',
      [ticketTypeId, version],
    );
    if (rows.length === 0) throw new Error('not heard yet');
  });
}

/** All messages that the service published about an aggregate, oldest first. */
export async function said(server: TestServer, subject: string) {
  const rows = await server.infra.database.query<{ messages: string }>(
    'select messages from outbox order by id',
  );
  return rows
    .flatMap(
      (row) => JSON.parse(row.messages) as { type: string; subject: string; data: unknown }[],
    )
    .filter((message) => message.subject === subject) as {
    type: string;
    data: { version: number } & Record<string, unknown>;
  }[];
}

/** Reads the whole list, page by page. */
export async function listAll(
  server: TestServer,
  query: Record<string, string>,
): Promise<EventSummary[]> {
  return walk<EventSummary>(server, '/api/events', query);
}

export const listOwn = (server: TestServer, as: TestAccount, limit = 100, more: object = {}) =>
  walk<OrganiserEvent>(server, '/api/organiser/events', { limit: String(limit), ...more }, as);

/** Reads all doors of an account, page by page. */
export const listDoors = (server: TestServer, as: TestAccount, limit = 100) =>
  walk<Door>(server, '/api/organiser/doors', { limit: String(limit) }, as);

async function walk<Item>(
  server: TestServer,
  path: string,
  query: Record<string, string>,
  as?: TestAccount,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const search = new URLSearchParams(cursor === null ? query : { ...query, cursor });
    const response = await server.request('GET', `${path}?${search}`, as ? { as } : {});
    if (response.statusCode !== 200) throw new Error(response.body);
    const page: { items: Item[]; nextCursor: string | null } = response.json();
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Delivers to the service the messages that `auth` publishes about new accounts. */
export async function signedUp(server: TestServer, ...accounts: TestAccount[]): Promise<void> {
  await onAccount(server.infra, async () => {}).handle(
    accounts.map(({ accountId, email, name }) =>
      newMessage(accountCreated, {
        subject: accountId,
        time: server.clock.now(),
        data: { accountId, version: 1, email, name },
      }),
    ),
  );
}
