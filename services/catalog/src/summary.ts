import type { EventSummary, Image } from '@onsale/contracts/catalog/http';
import { imageIn } from './event.js';
import { salesStatus } from './sales-status.js';

/** An event as a list shows it. Instants as `toISOString` writes them. */
export interface SummaryRecord
  extends Omit<EventSummary, 'salesStatus' | 'fromPrice' | 'salesOpenAt' | 'image'> {
  readonly currency: string;
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
}

/** The part of a ticket type that a list needs. */
export interface SummaryType {
  readonly eventId: string;
  /** Minor units. */
  readonly price: number;
  /** From this service's copy of the stock. */
  readonly available: number;
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
  readonly isPaused: boolean;
}

/**
 * @param images by their addresses
 * @param now as `toISOString` writes it
 */
export function toSummary(
  event: SummaryRecord,
  ticketTypes: readonly SummaryType[],
  images: ReadonlyMap<string, Image>,
  now: string,
): EventSummary {
  const { currency, salesCloseAt: _, ...shown } = event;
  // A free ticket type, for example for children, must not make the whole event look free.
  const prices = ticketTypes.map((type) => type.price).filter((price) => price > 0);
  const amount = prices.length === 0 ? 0 : Math.min(...prices);
  return {
    ...shown,
    ...imageIn(images, event.imageUrl),
    ...salesStatus(event, ticketTypes, now),
    fromPrice: ticketTypes.length === 0 ? null : { amount, currency },
  };
}
