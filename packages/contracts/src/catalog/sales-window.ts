/** When something is sold; null: no limit on that side. */
export interface SalesWindow {
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
}

/**
 * When a ticket type is really on sale: inside its own window, inside its event's window,
 * and never after the event has ended. Instants as RFC 3339 strings in UTC (`toISOString`).
 */
export function effectiveSalesWindow(
  event: SalesWindow & { readonly endsAt: string },
  ticketType: SalesWindow,
): { opensAt: string | null; closesAt: string } {
  const opens = [event.salesOpenAt, ticketType.salesOpenAt].filter((at) => at !== null);
  const closes = [event.salesCloseAt, ticketType.salesCloseAt, event.endsAt].filter(
    (at) => at !== null,
  );
  return {
    opensAt: opens.sort().at(-1) ?? null,
    closesAt: closes.sort()[0] ?? event.endsAt,
  };
}
