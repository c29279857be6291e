import type { EventStatus } from '@onsale/contracts/catalog/messages';
import type { AsRead } from '@onsale/contracts/tolerance';

/** This service's copy of an event. */
export interface EventCopy {
  readonly eventId: string;
  readonly version: number;
  readonly status: AsRead<EventStatus>;
  readonly organiserId: string;
  readonly staffIds: readonly string[];
  readonly title: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** IANA name. */
  readonly timeZone: string;
  readonly cancellationReason: string | null;
}

/** The organiser and the staff they named, and nobody else. */
export const worksDoor = (event: EventCopy, accountId: string): boolean =>
  event.organiserId === accountId || event.staffIds.includes(accountId);
