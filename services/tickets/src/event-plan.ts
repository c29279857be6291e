/** When and where an event is to be: what a buyer plans by. */
export interface EventPlan {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** IANA name. */
  readonly timeZone: string;
  readonly venueName: string;
  readonly venueAddress: string;
}

/** @returns what was promised with a ticket, where it is not what holds now */
export function movedFrom(promised: EventPlan | null, now: EventPlan): EventPlan | null {
  if (!promised) return null;
  const { startsAt, endsAt, timeZone, venueName, venueAddress } = promised;
  const holds =
    startsAt.getTime() === now.startsAt.getTime() &&
    endsAt.getTime() === now.endsAt.getTime() &&
    timeZone === now.timeZone &&
    venueName === now.venueName &&
    venueAddress === now.venueAddress;
  return holds ? null : { startsAt, endsAt, timeZone, venueName, venueAddress };
}
