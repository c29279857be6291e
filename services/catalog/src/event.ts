import type { EventListing, Image } from '@onsale/contracts/catalog/http';
import type { EventState } from '@onsale/contracts/catalog/messages';
import type { Versioned } from './field-versions.js';
import { isDeleted, type TicketTypeRecord, toTicketType } from './ticket-type.js';

/** An event as this service keeps it. Instants as `toISOString` writes them. */
export interface EventRecord extends Versioned {
  readonly id: string;
  readonly status: 'draft' | 'published' | 'cancelled';
  /** Null: it was never shown to anyone but its organiser. */
  readonly publishedAt: string | null;
  readonly organiserId: string;
  readonly organiserName: string;
  readonly title: string;
  readonly description: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
  readonly imageUrl: string | null;
  readonly currency: string;
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
  /** Null: two hours before the doors open. */
  readonly checkInOpensAt: string | null;
  /** When guests may come in; null: when it begins. */
  readonly doorsAt: string | null;
  /** In years; null: nothing is said. */
  readonly ageLimit: number | null;
  readonly refundPolicy: string;
  /** Only people with the link find it. */
  readonly unlisted: boolean;
  /** Tickets one person may have, of all ticket types; null: only what each of them says. */
  readonly perPersonLimit: number | null;
  readonly cancellationReason: string | null;
}

/**
 * What a caller gets to see.
 * @param ticketTypes all of them
 * @param images by their addresses
 * @param isShown which ticket types they get to see: all that are not deleted, if they organise it
 */
export function toListing(
  event: EventRecord,
  ticketTypes: readonly TicketTypeRecord[],
  images: ReadonlyMap<string, Image>,
  isShown = (type: TicketTypeRecord): boolean => !isDeleted(type),
): EventListing {
  const { publishedAt: _, fieldVersions: __, organiserId, organiserName, ...shown } = event;
  return {
    ...shown,
    ...imageIn(images, event.imageUrl),
    organiser: { id: organiserId, name: organiserName },
    ticketTypes: ticketTypes
      .filter(isShown)
      .map((type) => toTicketType(type, ticketTypes, event.currency)),
  };
}

/** The field of a listing or of a summary; none when the sizes of its image are not known. */
export function imageIn(
  images: ReadonlyMap<string, Image>,
  imageUrl: string | null,
): { image?: Image } {
  const image = images.get(imageUrl ?? '');
  return image ? { image } : {};
}

/**
 * What the other services get to know. A draft that was cancelled stays a draft to them: what nobody
 * was shown is no news.
 */
export const toEventState = (event: EventRecord, staffIds: readonly string[]): EventState => ({
  eventId: event.id,
  version: event.version,
  status: event.publishedAt === null ? 'draft' : event.status,
  organiserId: event.organiserId,
  staffIds: [...staffIds],
  title: event.title,
  venueName: event.venueName,
  venueAddress: event.venueAddress,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  timeZone: event.timeZone,
  currency: event.currency,
  salesOpenAt: event.salesOpenAt,
  salesCloseAt: event.salesCloseAt,
  cancellationReason: event.publishedAt === null ? null : event.cancellationReason,
  perPersonLimit: event.perPersonLimit,
  checkInOpensAt: event.checkInOpensAt,
  doorsAt: event.doorsAt,
  ageLimit: event.ageLimit,
  refundPolicy: event.refundPolicy,
});
