import { AuditError, type Book, openBook } from './books.js';
import { checkAcknowledged } from './checks/acknowledged.js';
import { checkDeadLetters, checkSubscriptions } from './checks/bus.js';
import { checkKeys } from './checks/keys.js';
import { checkOutboxes } from './checks/outboxes.js';
import { checkOverdue } from './checks/overdue.js';
import { checkPurchases, type OpenBook } from './checks/purchases.js';
import { checkStock } from './checks/stock.js';
import type { Doubts } from './doubts.js';
import type { AuditReport, Check } from './report.js';

/** The databases that have something to check, in the order in which they are read. */
export const services = [
  'orders',
  'payments',
  'tickets',
  'auth',
  'catalog',
  'expiration',
  'bus',
] as const;

export interface AuditOptions {
  /** Connection URLs of databases by service name. Checks of one that is missing are left out. */
  readonly urls: Readonly<Record<string, string>>;
  /** Ids of orders that were acknowledged to their buyers (201). */
  readonly acknowledged?: AsyncIterable<string> | Iterable<string>;
  /** How long what is on its way between services may take before it counts, in ms. */
  readonly patienceMs?: number;
  /** Looks at the orders of this event alone; outboxes and bus are looked at all the same. */
  readonly eventId?: string;
  readonly signal?: AbortSignal;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Checks the books of an install: reads its databases, changes nothing, and asks no service.
 * @throws AuditError when it could not be done, with one line that says why and what to do
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { urls, eventId, signal, patienceMs = 10_000 } = options;
  const at = new Date();
  const startedAt = performance.now();
  if (eventId !== undefined && !uuid.test(eventId)) {
    throw new AuditError(`"${eventId}" is not an event's id.`);
  }
  const names = services.filter((name) => urls[name]);
  if (names.length === 0)
    throw new AuditError(`Give the URL of a database: ${services.join(', ')}.`);
  const books = new Map(names.map((name) => [name, openBook(name, urls[name] as string, signal)]));
  try {
    const checks = await runChecks(books, { ...options, patienceMs });
    const results = checks.map((check) => check.result());
    return {
      at: at.toISOString(),
      seconds: (performance.now() - startedAt) / 1000,
      clean: results.every((result) => result.found === 0),
      checks: results,
      databases: names,
    };
  } finally {
    await Promise.all([...books.values()].map((book) => book.close()));
  }
}

async function runChecks(
  books: ReadonlyMap<string, Book>,
  options: AuditOptions & { patienceMs: number },
): Promise<Check[]> {
  const checks: Check[] = [];
  const doubts: Doubts[] = [];
  const take = (one: { check: Check; doubts: Doubts }) => {
    checks.push(one.check);
    doubts.push(one.doubts);
  };
  const orders = books.get('orders');
  if (orders) {
    if (options.acknowledged) checks.push(await checkAcknowledged(orders, options.acknowledged));
    const sales = await checkSales(orders, books, options);
    checks.unshift(...sales.checks);
    doubts.push(...sales.doubts);
  }
  const bus = books.get('bus');
  take(
    await checkOutboxes(
      [...books.values()].filter((book) => book !== bus),
      options,
    ),
  );
  if (bus) {
    take(await checkDeadLetters(bus, options));
    take(await checkSubscriptions(bus, options));
  }
  // Side by side: patience is spent once.
  await Promise.all(doubts.map((each) => each.settle()));
  return checks;
}

/** All that is about orders, on one snapshot of each database. */
async function checkSales(
  orders: Book,
  books: ReadonlyMap<string, Book>,
  options: AuditOptions & { patienceMs: number },
): Promise<{ checks: Check[]; doubts: Doubts[] }> {
  const { eventId } = options;
  const opened: OpenBook[] = [];
  const open = async (book: Book): Promise<OpenBook> => {
    const one = { book, snapshot: await book.snapshot() };
    opened.push(one);
    return one;
  };
  try {
    const ordersBook = await open(orders);
    const stock = await checkStock(ordersBook.snapshot, eventId);
    const keys = await checkKeys(ordersBook.snapshot, eventId);
    const overdue = await checkOverdue(ordersBook, options);
    const payments = books.get('payments');
    const tickets = books.get('tickets');
    const purchases = await checkPurchases(
      {
        orders: ordersBook,
        payments: payments && (await open(payments)),
        tickets: tickets && (await open(tickets)),
      },
      options,
    );
    return {
      checks: [...stock, keys, overdue.check, ...purchases.checks],
      doubts: [overdue.doubts, purchases.doubts],
    };
  } finally {
    for (const { snapshot } of opened) await snapshot.close();
  }
}
