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
  /** As set by the organiser; null: see `opensAt`. */
  readonly checkInOpensAt: Date | null;
  /** When guests may come in; null: when the event begins. */
  readonly doorsAt: Date | null;
  /** In years; null: not stated. */
  readonly ageLimit: number | null;
}

const beforeDoorsMs = 2 * 3_600_000;

/** When check-in opens. */
export const opensAt = ({ checkInOpensAt, doorsAt, startsAt }: EventCopy): Date =>
  checkInOpensAt ?? new Date((doorsAt ?? startsAt).getTime() - beforeDoorsMs);

/** Whether a scan of this account counts at the event. */
export const worksDoor = (event: EventCopy, accountId: string): boolean =>
  may(accountId, 'door:work', event) === 'yes';
