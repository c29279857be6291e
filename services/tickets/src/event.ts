import type { EventStatus } from '@onsale/contracts/catalog/messages';
import { may } from '@onsale/contracts/permissions';
import type { AsRead } from '@onsale/contracts/tolerance';
import type { EventPlan } from './event-plan.js';

/** This service's copy of an event. */
export interface EventCopy extends EventPlan {
  readonly eventId: string;
  readonly version: number;
  readonly status: AsRead<EventStatus>;
  readonly organiserId: string;
  readonly staffIds: readonly string[];
  readonly title: string;
  readonly cancellationReason: string | null;
  /** As the organiser said; null: `opensAt` knows. */
  readonly checkInOpensAt: Date | null;
  /** When guests may come in; null: when it begins. */
  readonly doorsAt: Date | null;
  /** In years; null: nothing is said. */
  readonly ageLimit: number | null;
}

const beforeDoorsMs = 2 * 3_600_000;

/** From when on tickets are checked in. */
export const opensAt = ({ checkInOpensAt, doorsAt, startsAt }: EventCopy): Date =>
  checkInOpensAt ?? new Date((doorsAt ?? startsAt).getTime() - beforeDoorsMs);

/** Whether a scan of this account counts at the event. */
export const worksDoor = (event: EventCopy, accountId: string): boolean =>
  may(accountId, 'door:work', event) === 'yes';
