import type { getOrder, Order } from '@onsale/contracts/orders/http';
import { browserApi } from '../lib/api/browser';
import { ApiError } from '../lib/api/problem';
import { newKey } from '../lib/new-key';
import type { PickedLine } from '../lib/order-form';
import { type HoldProblem, holdProblem, placeOrder } from '../lib/place-order';
import { serverNow } from '../lib/server-clock';

const tries = 4;
const firstPauseMs = 400;
const longestPauseMs = 5_000;

export type Held =
  | { readonly order: Order }
  | { readonly signIn: true }
  /** `pageIsOld`: the page shows outdated prices or limits. */
  | { readonly problem: HoldProblem; readonly pageIsOld: boolean; readonly isOverLimit: boolean };

/**
 * Holds what was picked, once: it retries when an answer is lost, and while the order is held the
 * same pick leads to it from another tab, after Back and on a second press.
 */
export async function holdPick(eventId: string, lines: readonly PickedLine[]): Promise<Held> {
  const pick = JSON.stringify(lines);
  const known = read(eventId);
  const same = known?.pick === pick && known.key ? { ...known, pick, key: known.key } : undefined;
  const order = same?.orderId === undefined ? undefined : await stillHeld(same.orderId);
  if (order) return { order };
  // Without an order the last request may have arrived or not: the same key asks again.
  const again = same?.orderId === undefined ? same : undefined;
  const held = await hold(eventId, lines, again ?? begin(eventId, pick));
  if (!('problem' in held) || !held.isUsed) return held;
  return hold(eventId, lines, begin(eventId, pick));
}

/**
 * Draws the key of the next order before anyone presses. Tabs see each other's storage only after a
 * moment, so tabs that press at the same instant send the same key.
 */
export function prepareHold(eventId: string): void {
  const known = read(eventId);
  if (known?.next === undefined) remember(eventId, { ...known, next: newKey() });
}

const begin = (eventId: string, pick: string): Attempt =>
  remember(eventId, { pick, key: read(eventId)?.next ?? newKey(), next: newKey() });

/** The order, if it waits for payment. */
async function stillHeld(id: string): Promise<Order | undefined> {
  try {
    const params = { id };
    const call = { method: 'GET', path: '/api/orders/:id', params } as const;
    const order = await browserApi<typeof getOrder>(call);
    const waits = order.status === 'pending' && serverNow() < Date.parse(order.expiresAt);
    return waits ? order : undefined;
  } catch (error) {
    if (error instanceof ApiError) return undefined; // another account's, or the service is away
    throw error;
  }
}

async function hold(
  eventId: string,
  lines: readonly PickedLine[],
  attempt: Attempt,
): Promise<Held & { isUsed?: boolean }> {
  for (let count = 1; ; count += 1) {
    const answer = await placeOrder(browserApi, eventId, lines, attempt.key);
    if (!(answer instanceof ApiError)) {
      remember(eventId, { ...attempt, orderId: answer.id });
      return { order: answer };
    }
    if (answer.status === 401) return { signIn: true };
    if (!answer.outcomeUnknown || count === tries) {
      const isUsed = answer.code === 'idempotency_key_reused';
      const isOverLimit = answer.code === 'over_limit';
      const pageIsOld = answer.status === 409;
      return { problem: holdProblem(answer), pageIsOld, isOverLimit, isUsed };
    }
    const pauseMs = Math.max(firstPauseMs * 2 ** count, (answer.retryAfterSeconds ?? 0) * 1000);
    await pause(Math.min(pauseMs, longestPauseMs) * (0.5 + Math.random()));
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Attempt {
  readonly pick: string;
  readonly key: string;
  /** The order made from the pick. */
  readonly orderId?: string;
}

/** The last pick for an event in this browser, shared by its tabs, and the key of the next. */
type Kept = Partial<Attempt> & { readonly next?: string };

/** Whether this browser has asked for tickets of this event. */
export const remembersPick = (eventId: string): boolean => read(eventId)?.pick !== undefined;

const nameOf = (eventId: string) => `onsale.pick.${eventId}`;

function read(eventId: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(eventId)) ?? 'null');
    return typeof kept === 'object' && kept !== null ? (kept as Kept) : undefined;
  } catch {
    return undefined; // no storage, or not ours
  }
}

function remember<K extends Kept>(eventId: string, attempt: K): K {
  try {
    localStorage.setItem(nameOf(eventId), JSON.stringify(attempt));
  } catch {
    // Full, or not allowed: a second press at this moment still waits for the first.
  }
  return attempt;
}
