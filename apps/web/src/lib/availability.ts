import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { Availability, TicketTypeAvailability } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import type { Picked, PickedLine } from './order-form';
import { mostForPerson, type Own } from './own-tickets';
import { type HoldProblem, tooFewTitle } from './place-order';

export type StatusNow = TicketTypeAvailability['status'] | 'paused';

/** The ticket types that everyone sees, of an event as its organiser gets it. */
export const onShow = (ticketTypes: readonly TicketType[]): TicketType[] =>
  ticketTypes.filter(({ status }) => status !== 'hidden');

/**
 * The ticket types that a page keeps showing: those missing from the later reading were hidden or
 * deleted meanwhile.
 */
export function stillShown(
  ticketTypes: readonly TicketType[],
  before: Availability | null,
  now: Availability,
): readonly TicketType[] {
  const ids = new Set(now.ticketTypes.map((one) => one.ticketTypeId));
  const gone = new Set(
    before?.ticketTypes.map((one) => one.ticketTypeId).filter((id) => !ids.has(id)),
  );
  return gone.size === 0 ? ticketTypes : ticketTypes.filter(({ id }) => !gone.has(id));
}

/**
 * The status of a ticket type at this instant, between two readings: sales open and close by the
 * clock, and nobody should wait for the next message to press the button.
 */
export function statusNow(one: TicketTypeAvailability, nowMs: number): StatusNow {
  if (one.paused) return 'paused';
  if (one.opensAt !== null && nowMs < Date.parse(one.opensAt)) return 'not_open';
  if (nowMs >= Date.parse(one.closesAt)) return 'closed';
  return one.available === 0 ? 'sold_out' : 'open';
}

/** The problem with a pick that takes more of a pool than is left, though each line alone fits. */
export function tooManyTogether(
  ticketTypes: readonly Pick<TicketType, 'id' | 'name'>[],
  availability: Availability | null,
  picked: Readonly<Record<string, number>>,
): HoldProblem | undefined {
  for (const { pool } of availability?.ticketTypes ?? []) {
    if (!pool) continue;
    const sharers = availability?.ticketTypes.filter((one) => one.pool?.id === pool.id) ?? [];
    const count = sharers.reduce((sum, one) => sum + (picked[one.ticketTypeId] ?? 0), 0);
    const left = pool.available;
    if (count <= left) continue;
    const names = ticketTypes.filter(({ id }) => sharers.some((one) => one.ticketTypeId === id));
    const together = names.map(({ name }) => isolate(name)).join(' and ');
    return {
      title:
        left === 0 ? `${together} are sold out.` : `Only ${left} left of ${together} together.`,
      detail: `They share their places, and you selected ${count}. Reduce your quantity.`,
    };
  }
  return undefined;
}

/** The problem with a pick of fewer than an order of a ticket type needs. */
export function tooFew(
  ticketTypes: readonly Pick<TicketType, 'id' | 'name' | 'minPerOrder'>[],
  lines: readonly PickedLine[],
): HoldProblem | undefined {
  for (const { ticketTypeId, quantity } of lines) {
    const { name, minPerOrder = 1 } = ticketTypes.find(({ id }) => id === ticketTypeId) ?? {};
    if (quantity < minPerOrder) {
      return {
        title: tooFewTitle,
        detail: `The minimum for ${isolate(name ?? '')} is ${minPerOrder} per order. Increase your quantity.`,
      };
    }
  }
  return undefined;
}

/**
 * The pick reduced, for each ticket type, to the number left and allowed; to none where that is
 * below the minimum.
 */
export function stillLeft(
  picked: Picked,
  ticketTypes: readonly Pick<TicketType, 'id' | 'perPersonLimit' | 'minPerOrder'>[],
  availability: Availability | null,
  own: Own = {},
): Picked {
  const most = new Map(ticketTypes.map((type) => [type.id, mostForPerson(type, null, own, {})]));
  for (const { ticketTypeId, available } of availability?.ticketTypes ?? []) {
    most.set(ticketTypeId, Math.min(most.get(ticketTypeId) ?? 0, available));
  }
  for (const { id, minPerOrder = 1 } of ticketTypes) {
    if ((most.get(id) ?? 0) < minPerOrder) most.set(id, 0);
  }
  return Object.fromEntries(
    Object.entries(picked).map(([id, count]) => [id, Math.min(count, most.get(id) ?? 0)]),
  );
}

/** When the next ticket type goes on sale, while none is. */
export function nextOpening(availability: Availability, nowMs: number): string | undefined {
  const { ticketTypes } = availability;
  if (ticketTypes.some((one) => statusNow(one, nowMs) === 'open')) return undefined;
  const upcoming = ticketTypes.filter((one) => statusNow(one, nowMs) === 'not_open');
  return upcoming.map((one) => one.opensAt ?? '').sort()[0];
}

const longestSeconds = 3600;

/** How long an event's page stays true by the clock: until a sale opens or closes, or it ends. */
export function secondsUntilNextChange(
  event: Pick<EventListing, 'startsAt' | 'endsAt'>,
  availability: Availability | null,
  nowMs: number,
): number {
  const instants = [
    event.startsAt,
    event.endsAt,
    ...(availability?.ticketTypes.flatMap((one) => [one.opensAt, one.closesAt]) ?? []),
  ];
  const ahead = instants
    .map((at) => (at === null ? Number.NaN : Date.parse(at)) - nowMs)
    .filter((ms) => ms > 0);
  return Math.min(longestSeconds, ...ahead.map((ms) => ms / 1000));
}
