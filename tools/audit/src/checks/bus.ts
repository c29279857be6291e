import type { Book } from '../books.js';
import { type Doubt, Doubts } from '../doubts.js';
import { Check } from '../report.js';

type Options = {
  readonly patienceMs: number;
  readonly eventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

interface DeadLetter {
  readonly id: string;
  readonly subscription: string;
  readonly message_id: string;
  /** The message, as JSON. */
  readonly body: string;
  readonly error: string;
  readonly attempts: number;
}

const shownErrorLength = 200;

/**
 * There are no dead letters; one that is being replayed gets time to finish. They are in the
 * database of the bus or, in a cluster, in that of each service.
 * @returns undefined when none of the databases can hold them
 */
export async function checkDeadLetters(
  books: readonly Book[],
  { patienceMs, eventId, signal }: Options,
): Promise<{ check: Check; doubts: Doubts } | undefined> {
  const check = new Check('no dead letters', 'every subscription handled its messages');
  const graves: Book[] = [];
  for (const book of books) {
    const [row] = await book.look<{ has: boolean }>(
      `select to_regclass('dead_letter') is not null as has`,
    );
    if (row?.has) graves.push(book);
  }
  if (graves.length === 0) return undefined;
  check.looked = graves.length;
  const doubts = new Doubts({
    patienceMs,
    signal,
    async look(ids) {
      const found: Doubt[] = [];
      for (const book of graves) {
        const rows = await book.look<DeadLetter>(
          `select id, subscription, message_id, body, error, attempts
           from dead_letter where id = any($1::uuid[]) order by id`,
          [ids],
        );
        found.push(
          ...rows.map((row) => ({
            ...{ key: row.id, kind: 'dead', check, ids: [row.id, row.message_id] },
            text: `Dead letter ${row.id}: ${row.subscription} gave up message ${row.message_id} (${typeOf(row)}) after ${row.attempts} attempts: ${oneLine(row.error)}.`,
          })),
        );
      }
      return found;
    },
  });
  // Not every message names its event, so this counts those since the event was created.
  const [where, values] = eventId ? ['died_at >= $1', [createdAt(eventId)]] : ['true', []];
  for (const book of graves) {
    const snapshot = await book.snapshot();
    try {
      const pages = snapshot.pages<{ id: string }>(
        `select id from dead_letter where ${where} order by id`,
        values,
      );
      for await (const rows of pages) for (const { id } of rows) await doubts.add(id, 'dead');
    } finally {
      await snapshot.close();
    }
  }
  return { check, doubts };
}

/** Ids are UUIDv7: the first 48 bits are milliseconds since 1970. */
const createdAt = (id: string) =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));

const typeOf = ({ body }: DeadLetter) => (JSON.parse(body) as { type?: string }).type;

const oneLine = (error: string) =>
  error.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, shownErrorLength);

interface Behind {
  readonly name: string;
  readonly waiting: number;
  readonly oldest_seconds: number;
  readonly last: string;
}

const countedBehind = 20_000;

/**
 * Subscriptions that have not handled a message within the patience. One that no service runs any
 * more, while others run, does not count: it belongs to an earlier version.
 * @param stored position, time and type of each message that may wait for the subscription `s`
 */
const behindIn = (stored: string) => `
  select s.name, m.waiting::float8 as waiting, m.oldest_seconds, m.last::text as last
  from subscription as s cross join lateral (
    select count(*) as waiting, max(position) as last,
           extract(epoch from now() - min(stored_at))::float8 as oldest_seconds
    from (select position, stored_at from (${stored}) as stored
          where type = any(s.types) and stored_at < now() - make_interval(secs => $1)
          order by position limit ${countedBehind}) as waiting) as m
  where m.waiting > 0
    and s.seen_at > (select max(seen_at) - interval '1 day' from subscription)`;

/** Messages as earlier versions stored them, one a row. */
const singly = `select position, stored_at, type from message
  where type = any(s.types) and position > s.position`;
const inRows = `select position, stored_at, unnest(types) as type from message_row
  where position > s.position and types && s.types`;

/** Subscriptions caught up with the bus. */
export async function checkSubscriptions(
  bus: Book,
  { patienceMs, signal }: Options,
): Promise<{ check: Check; doubts: Doubts }> {
  const seconds = patienceMs / 1000;
  const [has] = await bus.look<{ rows: boolean }>(
    `select to_regclass('message_row') is not null as rows`,
  );
  const behind = behindIn(has?.rows ? `${singly} union all ${inRows}` : singly);
  const check = new Check(
    'subscriptions caught up',
    `no message waits for a subscription for more than ${seconds} s`,
  );
  /** How far each was behind at the first check. */
  const lasts = new Map<string, string>();
  const doubts = new Doubts({
    patienceMs,
    signal,
    async look(names) {
      const rows = await bus.look<Behind & { position: string }>(
        `select behind.*, subscription.position::text as position
         from (${behind}) as behind join subscription using (name) where name = any($2::text[])`,
        [seconds, names],
      );
      return rows
        .filter((row) => BigInt(row.position) < BigInt(lasts.get(row.name) ?? row.last))
        .map(
          (row): Doubt => ({
            key: row.name,
            kind: 'behind',
            check,
            text: `Subscription ${row.name} is ${row.waiting}${row.waiting === countedBehind ? ' or more' : ''} messages behind, the oldest waits for ${Math.round(row.oldest_seconds)} s.`,
            ids: [row.name],
          }),
        );
    },
  });
  const [counted] = await bus.look<{ subscriptions: number }>(
    'select count(*)::float8 as subscriptions from subscription',
  );
  check.looked = counted?.subscriptions ?? 0;
  for (const row of await bus.look<Behind>(behind, [seconds])) {
    lasts.set(row.name, row.last);
    await doubts.add(row.name, 'behind');
  }
  return { check, doubts };
}
