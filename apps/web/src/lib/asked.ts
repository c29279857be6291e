import {
  type PickedLine,
  pickedQuery,
  priceName,
  quantityName,
  readLines,
  readPicked,
  writePrice,
} from './order-form';
import { longestNext } from './safe-next';

/** What someone asked for before signing in. */
export interface Asked {
  readonly eventId: string;
  readonly lines: readonly PickedLine[];
}

/**
 * The event's page with what was asked for there, to return to after signing in. Without the prices,
 * and so only to be shown, where it would be too long.
 */
export function askedPath({ eventId, lines }: Asked): string {
  const fields = lines.flatMap(({ ticketTypeId, quantity, unitPrice }) => [
    [quantityName(ticketTypeId), String(quantity)],
    [priceName(ticketTypeId), writePrice(unitPrice)],
  ]);
  const path = `/events/${eventId}?${new URLSearchParams(fields)}`;
  return path.length < longestNext - 50 ? path : `/events/${eventId}?${pickedQuery(lines)}`;
}

/**
 * Reads what was asked for; undefined where a price is missing, because nothing may be held at a
 * price that its buyer has not seen.
 */
export function readAsked(next: string): Asked | undefined {
  const { pathname, searchParams } = new URL(next, 'http://site.invalid');
  const eventId = /^\/events\/([^/]+)$/.exec(pathname)?.[1];
  const lines = readLines(searchParams);
  const count = Object.keys(readPicked(Object.fromEntries(searchParams))).length;
  return eventId && count > 0 && lines.length === count ? { eventId, lines } : undefined;
}
