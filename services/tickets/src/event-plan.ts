/** When and where an event is planned. */
export interface EventPlan {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** IANA name. */
  readonly timeZone: string;
  readonly venueName: string;
  readonly venueAddress: string;
}

/** @returns the plan when a ticket was bought, if it has changed since */
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
