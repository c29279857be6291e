import type { OrderState } from '@onsale/contracts/orders/messages';
import type { Sql } from '@onsale/runtime';
import { nobody, type Person, refuseMoreThanMay, withOrder } from './person.js';
import { readEvents, readTicketTypes } from './store-catalogue.js';
import { readPersons } from './store-persons.js';

/** Checks orders that were paid after they had expired against the limits of their buyers. */
export interface Allowances {
  wouldBeTooMuch(order: OrderState): boolean;
  /** Counts an order that is now paid, for the checks that follow. */
  bought(order: OrderState): void;
}

/** @param late expired orders; the transaction has locked all stock of their events */
export async function readAllowances(
  sql: Sql,
  late: readonly OrderState[],
  now: Date,
): Promise<Allowances> {
  if (late.length === 0) return { wouldBeTooMuch: () => false, bought: () => undefined };
  const eventIds = [...new Set(late.map((order) => order.eventId))];
  const visits = late.map(({ buyer, eventId }) => ({ accountId: buyer.accountId, eventId }));
  const [events, ticketTypes, persons] = await Promise.all([
    readEvents(sql, eventIds),
    readTicketTypes(sql, eventIds),
    readPersons(sql, visits, now, 0),
  ]);
  const personOf = ({ buyer }: OrderState): Person => persons.get(buyer.accountId) ?? nobody;
  return {
    wouldBeTooMuch: (order) => {
      const eventLimit = events.get(order.eventId)?.perPersonLimit ?? null;
      return refuseMoreThanMay(order, ticketTypes, eventLimit, personOf(order)) !== undefined;
    },
    bought: (order) =>
      void persons.set(order.buyer.accountId, withOrder(personOf(order), order, null)),
  };
}
