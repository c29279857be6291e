import type { EventListing, Image } from '@onsale/contracts/catalog/http';
import type { EventState } from '@onsale/contracts/catalog/messages';
import type { Versioned } from './field-versions.js';
import { isDeleted, type TicketTypeRecord, toTicketType } from './ticket-type.js';

/** An event as this service stores it. Instants as `toISOString` writes them. */
export interface EventRecord extends Versioned {
  readonly id: string;
  readonly status: 'draft' | 'published' | 'cancelled';
  /** Null: only its organiser has ever seen it. */
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
  /** When guests may come in; null: when the event begins. */
  readonly doorsAt: string | null;
  /** In years; null: not stated. */
  readonly ageLimit: number | null;
  readonly refundPolicy: string;
  /** Only people with the link find it. */
  readonly unlisted: boolean;
  /** For all ticket types together; null: only the limits of each ticket type apply. */
  readonly perPersonLimit: number | null;
  readonly cancellationReason: string | null;
}

/**
 * The event as a caller sees it.
 * @param ticketTypes all of them
 * @param images by their addresses
 * @param isShown which ticket types the caller sees; by default all that are not deleted, as its
 * organiser does
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

/** The field `image` of a listing or summary; missing if the sizes of the image are unknown. */
export function imageIn(
  images: ReadonlyMap<string, Image>,
  imageUrl: string | null,
): { image?: Image } {
  const image = images.get(imageUrl ?? '');
  return image ? { image } : {};
}

/**
 * The event as other services receive it. A cancelled draft stays a draft for them, since nobody
 * has seen it.
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
