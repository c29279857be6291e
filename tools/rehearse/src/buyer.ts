import type { Order } from '@onsale/contracts/orders/http';
import { type Asker, askUntilAnswered, type Reply } from './ask.js';
import { isWaitedFor, type Plan, type Traits, traitsOf } from './plan.js';
import { watchTickets } from './tickets.js';
import type { Way } from './way.js';

/** What all buyers of a rush share. */
export interface Rush extends Asker {
  readonly plan: Plan;
  readonly ticketTypeIds: readonly string[];
  /** `performance.now()` at which sales open. */
  readonly opensMs: number;
  /** `performance.now()` after which there are no more retries. */
  readonly endsMs: number;
  /** Begins every idempotency key of this rehearsal. */
  readonly runId: string;
  /** How this buyer reaches the install; the buyer has to leave it in the end. */
  wayOf(index: number, traits: Traits): Way;
  cookie(index: number): string;
  /** Whether every ticket is paid: there is nothing to wait for. */
  isSoldOut(): boolean;
}

export interface Buyer extends Traits {
  readonly index: number;
  readonly cookie: string;
  readonly way: Way;
}

const cards = { pays: '4242 4242 4242 4242', 'pays late': '4000 0000 0000 9995' };
const meanThinkMs = 1_500;
/** How often a buyer retries after "sold out", unless the rush waits until all is sold. */
const usualTries = 3;
const shortestWaitMs = 700;
const waitSpreadMs = 1_600;
/** About this many of the paying buyers are watched until they have their tickets. */
const watchedBuyers = 200;

/** A buyer's life: arrives, perhaps looks, holds, then pays, pays late or leaves. */
export async function live(rush: Rush, index: number, dueMs: number): Promise<void> {
  const traits = traitsOf(rush.plan, index);
  const way = rush.wayOf(index, traits);
  try {
    if (await way.arrive(dueMs)) {
      await shop(rush, { ...traits, index, way, cookie: rush.cookie(index) }, dueMs);
    }
  } finally {
    await way.leave();
  }
}

/** Tries until there are tickets, or none can come back. */
async function shop(rush: Rush, buyer: Buyer, dueMs: number): Promise<void> {
  const { plan, record, pauses } = rush;
  const firstMs = plan.as === 'programs' ? dueMs : undefined;
  let quantity = buyer.quantity;
  const mostTries = plan.untilSoldOut ? Number.POSITIVE_INFINITY : usualTries;
  for (let attempt = 0, tries = 0; tries < mostTries && !pauses.ended; attempt++) {
    const isHopeless = buyer.way.seesNothingLeft(typesOf(rush, buyer));
    const reply = isHopeless
      ? 'nothing left'
      : await hold(rush, buyer, attempt, quantity, attempt === 0 ? firstMs : undefined);
    if (reply === undefined) return;
    if (reply === 'nothing left') record.sawNothingLeft += 1;
    else if (reply.status === 201) {
      record.waited(performance.now() - Math.max(dueMs, rush.opensMs));
      if ((await finish(rush, buyer, readOrder(reply))) === 'done') return;
      if (!(await buyer.way.comeBack())) return;
    } else if (reply.code === 'sale_not_open') {
      await pauses.wait(Math.max(50, rush.opensMs - performance.now()) + 100 * buyer.random());
      continue;
    } else if (reply.code === 'sold_out') {
      quantity = Math.ceil(quantity / 2); // a few may be left
    } else {
      record.surprise(`hold: ${reply.status} ${reply.code}`);
      return;
    }
    if (rush.isSoldOut() || performance.now() > rush.endsMs) break;
    tries += 1;
    if (tries < mostTries) await pauses.wait(shortestWaitMs + waitSpreadMs * buyer.random());
  }
  record.gaveUp += 1;
}

const typesOf = ({ ticketTypeIds }: Rush, { ticketType, secondTicketType }: Buyer): string[] =>
  [ticketType, ...(secondTicketType === undefined ? [] : [secondTicketType])].map(
    (type) => ticketTypeIds[type] ?? '',
  );

const readOrder = (reply: Reply) => JSON.parse(reply.body) as Order;

/** One purchase under one key, however often it is sent. */
async function hold(
  rush: Rush,
  buyer: Buyer,
  attempt: number,
  quantity: number,
  dueMs: number | undefined,
): Promise<Reply | undefined> {
  const { record } = rush;
  const { way, random } = buyer;
  const lines = typesOf(rush, buyer).map((ticketTypeId) => ({ ticketTypeId, quantity }));
  const key = `${rush.runId}-${buyer.index}-${attempt}`;
  const ask = (againMs = dueMs) => way.hold(lines, key, againMs);
  const send = () => askUntilAnswered(rush, 'hold', ask, random);
  const replies = await Promise.all(buyer.doubleClicks ? [send(), send()] : [send()]);
  const held = replies.find((reply) => reply?.status === 201);
  if (held && buyer.asksAgain) replies.push(await askAgain(rush, send, readOrder(held)));
  const orders = replies.flatMap((reply) => (reply?.status === 201 ? [readOrder(reply)] : []));
  const [order, ...others] = orders;
  if (order) record.hold(order);
  for (const other of others) {
    record.sameKey.asked += 1;
    if (other.id === order?.id) continue;
    record.sameKey.wrong.push(`orders ${order?.id} and ${other.id} were made under one key`);
    record.hold(other);
  }
  const reply = held ?? replies[0];
  noteUnknown(rush, reply, Math.max(0, ...replies.map((one) => one?.lost ?? 0)));
  return reply;
}

/** The answer got lost: a retry of the same request must get the same answer. */
async function askAgain(
  { record, pauses }: Rush,
  send: () => Promise<Reply | undefined>,
  order: Order,
): Promise<Reply | undefined> {
  const again = await send();
  if (again && again.status !== 201 && !pauses.ended) {
    record.sameKey.asked += 1;
    record.sameKey.wrong.push(
      `order ${order.id} was acknowledged, and the same key then refused: ${again.status} ${again.code}`,
    );
  }
  return again;
}

function noteUnknown({ record, pauses }: Rush, reply: Reply | undefined, lost: number): void {
  if (reply === undefined) {
    if (!pauses.ended) record.unknown.neverKnown += 1;
  } else if (lost > 0) {
    record.unknown.lost += 1;
    if (reply.status === 201) record.unknown.thenHeld += 1;
    else record.unknown.thenRefused += 1;
  }
}

/** @returns 'again' when the hold ended before it was paid */
async function finish(rush: Rush, buyer: Buyer, order: Order): Promise<'done' | 'again'> {
  const { plan, record, pauses } = rush;
  await buyer.way.goToCheckout(order);
  const holdMs = Date.parse(order.expiresAt) - Date.parse(order.placedAt);
  const thinkMs = -meanThinkMs * Math.log(1 - buyer.random());
  if (buyer.ends === 'abandons' && plan.as === 'programs') return 'done';
  await pauses.wait(Math.min(thinkMs, holdMs / 3));
  if (buyer.ends === 'abandons') return 'done';
  let watched = false;
  for (let attempt = 0; attempt < mostPayments && !pauses.ended; attempt++) {
    const outcome = await pay(rush, buyer, order);
    if (outcome !== 'taken') return outcome === 'too late' ? 'again' : 'done';
    if (attempt === 0) {
      record.paid += 1;
      watched = isWatched(rush) && (buyer.ends === 'pays' || isWaitedFor(holdMs));
    }
    if (buyer.ends === 'pays late') {
      record.lateUntilMs = Math.max(record.lateUntilMs, performance.now() + holdMs);
    }
    buyer.way.goToOrder(order);
    // Everyone with a browser looks at the outcome; only watched buyers are counted.
    if (!watched && (plan.as === 'programs' || buyer.ends === 'pays late')) return 'done';
    if ((await watchTickets(rush, order, buyer, watched)) === 'done') return 'done';
  }
  return 'done';
}

/** Selects a sample of those who pay. */
function isWatched({ plan, record }: Rush): boolean {
  const expected = Math.min(plan.tickets / 2, plan.buyers);
  return record.paid % Math.max(1, Math.floor(expected / watchedBuyers)) === 0;
}

/** A payment that fails may be tried again. */
const mostPayments = 3;

async function pay(
  rush: Rush,
  buyer: Buyer,
  order: Order,
): Promise<'taken' | 'too late' | 'failed'> {
  const { ends, way, random } = buyer;
  const number = cards[ends === 'abandons' ? 'pays' : ends];
  const card = { number, expiry: '12/40', cvc: '123' };
  const send = () => askUntilAnswered(rush, 'pay', () => way.pay(order.id, card), random);
  const replies = await Promise.all(buyer.doubleClicks ? [send(), send()] : [send()]);
  const says = (code: string) => replies.some((reply) => reply?.code === code);
  const isTaken = replies.some((reply) => reply?.status === 202);
  if (isTaken || says('payment_in_progress') || says('already_paid')) return 'taken';
  if (says('order_expired')) return 'too late';
  const refused = replies.find((reply) => reply !== undefined);
  if (refused) rush.record.surprise(`pay: ${refused.status} ${refused.code}`);
  return 'failed';
}
