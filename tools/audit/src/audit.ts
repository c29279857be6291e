import { databaseNames, type NatsAddress } from '@onsale/install';
import { AuditError, type Book, openBook, type Snapshot } from './books.js';
import { checkAcknowledged } from './checks/acknowledged.js';
import { checkDeadLetters, checkSubscriptions } from './checks/bus.js';
import { checkDoor } from './checks/door.js';
import { checkKeys } from './checks/keys.js';
import { checkLimits } from './checks/limits.js';
import { checkOutboxes } from './checks/outboxes.js';
import { checkOverdue } from './checks/overdue.js';
import { checkPurchases, hasSandbox, type OpenBook } from './checks/purchases.js';
import { checkStock } from './checks/stock.js';
import { checkStream } from './checks/stream.js';
import { checkTotals } from './checks/totals.js';
import { checkUnsettled } from './checks/unsettled.js';
import type { Doubts } from './doubts.js';
import { isId } from './id.js';
import { openStream, type Stream } from './nats.js';
import type { AuditReport, Check } from './report.js';

export interface AuditOptions {
  /** Connection URLs of databases by service name. Checks of one that is missing are left out. */
  readonly urls: Readonly<Record<string, string>>;
  /** Ids of orders that were acknowledged to their buyers (201); empty lines are skipped. */
  readonly acknowledged?: AsyncIterable<string> | Iterable<string>;
  /** How long work in transit between services may take before it is a finding, in ms. */
  readonly patienceMs?: number;
  /** Checks the orders of this event alone; outboxes and the bus are checked in any case. */
  readonly eventId?: string;
  /**
   * The install is stopped: no work is in progress, so waiting would be pointless, and
   * nothing expires holds, so an overdue one is no fault.
   */
  readonly atRest?: boolean;
  /** The NATS of a cluster; the audit then queries its bus. */
  readonly nats?: NatsAddress | undefined;
  /** Receives progress messages for a person. */
  readonly tell?: (step: string) => void;
  readonly signal?: AbortSignal;
}

/** The options with their defaults, as the checks take them. */
interface Audit extends AuditOptions {
  readonly patienceMs: number;
  readonly atRest: boolean;
  readonly tell: (step: string) => void;
}

const defaultPatienceMs = 10_000;

/**
 * Checks the books of an install: reads its databases, changes nothing, and asks no service.
 * @throws AuditError when it could not be done, with one line that says why and what to do
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { urls, eventId, signal, atRest = false, tell = () => undefined } = options;
  const patienceMs = atRest ? 0 : (options.patienceMs ?? defaultPatienceMs);
  const at = new Date();
  const startedAt = performance.now();
  if (eventId !== undefined && !isId(eventId)) {
    throw new AuditError(`"${eventId}" is not an event's id.`);
  }
  const names = databaseNames.filter((name) => urls[name]);
  if (names.length === 0)
    throw new AuditError(`Give the URL of a database: ${databaseNames.join(', ')}.`);
  const books = new Map<string, Book>();
  let stream: Stream | undefined;
  try {
    for (const name of names) books.set(name, openBook(name, urls[name] as string, signal));
    if (options.nats) stream = await openStream(options.nats, signal);
    const checks = await runChecks(books, stream, { ...options, patienceMs, atRest, tell });
    const results = checks.map((check) => check.result());
    return {
      at: at.toISOString(),
      seconds: (performance.now() - startedAt) / 1000,
      clean: results.every((result) => result.found === 0),
      checks: results,
      atRest,
      databases: names,
      bus: stream ? 'nats' : urls.bus ? 'database' : null,
    };
  } finally {
    await Promise.all([...books.values(), stream].map((open) => open?.close()));
  }
}

async function runChecks(
  books: ReadonlyMap<string, Book>,
  stream: Stream | undefined,
  options: Audit,
): Promise<Check[]> {
  const { tell } = options;
  const checks: Check[] = [];
  const doubts: Doubts[] = [];
  const take = (one: { check: Check; doubts: Doubts } | undefined) => {
    if (!one) return;
    checks.push(one.check);
    doubts.push(one.doubts);
  };
  const orders = books.get('orders');
  if (orders) {
    if (options.eventId) await assertEvent(orders, options.eventId);
    const sales = await checkSales(orders, books, options);
    checks.push(...sales.checks);
    doubts.push(...sales.doubts);
  } else if (options.eventId || options.acknowledged) {
    throw new AuditError('The database of orders is needed to look for an event or an order.');
  }
  tell('Looking for messages that wait');
  const bus = books.get('bus');
  take(
    await checkOutboxes(
      [...books.values()].filter((book) => book !== bus),
      options,
    ),
  );
  take(await checkDeadLetters([...books.values()], options));
  if (stream) take(await checkStream(stream, options));
  else if (bus) take(await checkSubscriptions(bus, options));
  tell('Looking again at what may be on its way');
  // In parallel, so that the patience is spent only once.
  await Promise.all(doubts.map((each) => each.settle()));
  return checks;
}

async function assertEvent(orders: Book, eventId: string): Promise<void> {
  const found = await orders.look('select from event where id = $1', [eventId]);
  if (found.length > 0) return;
  throw new AuditError(`There is no event ${eventId} here. Its id is in the address of its page.`);
}

/** All checks of orders, on one snapshot of each database. */
async function checkSales(
  orders: Book,
  books: ReadonlyMap<string, Book>,
  options: Audit,
): Promise<{ checks: Check[]; doubts: Doubts[] }> {
  const { acknowledged, atRest, eventId, tell } = options;
  const lost = acknowledged ? [await checkAcknowledged(orders, acknowledged)] : [];
  const opened: Snapshot[] = [];
  const open = async (book: Book): Promise<OpenBook> => {
    const snapshot = await book.snapshot();
    opened.push(snapshot);
    return { book, snapshot };
  };
  try {
    // Right after each other, so that little happens between them.
    const [payments, tickets] = [books.get('payments'), books.get('tickets')];
    const all = {
      orders: await open(orders),
      payments: payments && (await open(payments)),
      tickets: tickets && (await open(tickets)),
    };
    const { snapshot } = all.orders;
    tell('Adding up the orders of each ticket type');
    const stock = await checkStock(snapshot, eventId);
    const totals = await checkTotals(snapshot, eventId);
    tell('Looking for keys that were used twice');
    const keys = await checkKeys(snapshot, eventId);
    tell('Counting what each person has');
    const limits = await checkLimits(snapshot, eventId);
    // Only a running service can do this work.
    const awaited = atRest ? [] : [await checkOverdue(all.orders, options)];
    if (!atRest && all.payments && (await hasSandbox(all.payments.snapshot))) {
      awaited.push(await checkUnsettled(all.payments, snapshot, options));
    }
    tell('Comparing orders, payments and tickets');
    const purchases = await checkPurchases(all, options);
    const door = all.tickets ? [await checkDoor(all.tickets.snapshot, eventId)] : [];
    return {
      checks: [
        ...stock,
        totals,
        keys,
        limits,
        ...awaited.map((one) => one.check),
        ...purchases.checks,
        ...door,
        ...lost,
      ],
      doubts: [...awaited.map((one) => one.doubts), purchases.doubts],
    };
  } finally {
    for (const snapshot of opened) await snapshot.close();
  }
}
