import type { EventState } from '@onsale/contracts/catalog/messages';
import { may } from '@onsale/contracts/permissions';

/** This service's copy of an event. */
export interface EventCopy {
  readonly eventId: string;
  readonly version: number;
  readonly status: EventState['status'];
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

/** Whether a scan of this account counts at the event. */
export const worksDoor = (event: EventCopy, accountId: string): boolean =>
  may(accountId, 'door:work', event) === 'yes';
