import { EventStatus } from '@onsale/contracts/catalog/messages';
import * as contracts from '@onsale/contracts/tickets/http';
import { showShortCode } from '@onsale/contracts/tickets/short-code';
import { isKnown } from '@onsale/contracts/tolerance';
import { isId } from '@onsale/contracts/values';
import {
  badCursor,
  decodeCursor,
  decodeIdCursor,
  readTogether,
  route,
  type ServiceContext,
  toPage,
} from '@onsale/runtime';
import type { CalendarLinks } from './calendar-links.js';
import type { EventPlan } from './event-plan.js';
import type { Signer } from './signer.js';
import {
  type AfterTicket,
  type OrderPage,
  type OwnTicket,
  readOwnTicket,
  readOwnTickets,
  readOwnTicketsByEvent,
  readTicketsOfOrders,
} from './store-own-tickets.js';

const defaultLimit = 20;

type Needs = Pick<ServiceContext, 'database' | 'clock' | 'waits'>;

/**
 * `GET /api/tickets`: the caller's own, newest first, or by the time of their events. A caller that
 * prefers to wait for the tickets of an order gets them when they are issued, all at once.
 */
export function listTickets(
  { database, clock, waits }: Needs,
  signer: Signer,
  links: CalendarLinks,
) {
  // Combined, because in a rush thousands of buyers wait for the tickets of their orders.
  const readOfOrder = readTogether((pages: readonly OrderPage[]) =>
    readTicketsOfOrders(database, pages),
  );
  return route(contracts.listTickets, async (request) => {
    const { query, session, origin } = request;
    const limit = query.limit ?? defaultLimit;
    const { orderId, when } = query;
    const toItem = (own: OwnTicket) => toHolderView(own, signer, links, origin);
    if (when === undefined) {
      const range = { beforeId: decodeIdCursor(query.cursor), limit: limit + 1 };
      const holderId = session.accountId;
      const read = () =>
        orderId
          ? readOfOrder({ orderId, holderId, ...range })
          : readOwnTickets(database, holderId, range);
      const { answer, headers } =
        orderId && query.cursor === undefined
          ? await waits.until({ request, id: orderId, read, isThere: (own) => own.length > 0 })
          : { answer: await read(), headers: {} };
      const page = toPage(answer, limit, toItem, ({ ticket }) => [ticket.ticketId]);
      return { status: 200, body: page, headers };
    }
    const tickets = await readOwnTicketsByEvent(database, session.accountId, {
      orderId,
      limit: limit + 1,
      when,
      now: clock.now(),
      after: readCursor(query.cursor),
    });
    const keyOf = ({ ticket, event }: OwnTicket) => [event.startsAt.toISOString(), ticket.ticketId];
    return { status: 200, body: toPage(tickets, limit, toItem, keyOf) };
  });
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function readCursor(cursor: string | undefined): AfterTicket | undefined {
  const parts = decodeCursor(cursor, 2);
  if (!parts) return undefined;
  const [startsAt = '', ticketId = ''] = parts;
  if (instant.test(startsAt) && !Number.isNaN(Date.parse(startsAt)) && isId(ticketId)) {
    return { startsAt, ticketId };
  }
  throw badCursor();
}

/** `GET /api/tickets/:id`: one of the caller's own. */
export const getTicket = (
  { database }: Pick<ServiceContext, 'database'>,
  signer: Signer,
  links: CalendarLinks,
) =>
  route(contracts.getTicket, async ({ params, session, origin }) => {
    const own = await readOwnTicket(database, params.id, session.accountId);
    return { status: 200, body: toHolderView(own, signer, links, origin) };
  });

const toHolderView = (
  { ticket, event, before }: OwnTicket,
  signer: Signer,
  links: CalendarLinks,
  origin: string,
): contracts.Ticket => ({
  id: ticket.ticketId,
  status: ticket.status,
  orderId: ticket.orderId,
  event: {
    id: event.eventId,
    title: event.title,
    ...toPlan(event),
    doorsAt: event.doorsAt?.toISOString() ?? null,
    ageLimit: event.ageLimit,
    // An unknown status is shown as taking place.
    status: isKnown(EventStatus, event.status) ? event.status : 'published',
    cancellationReason: event.cancellationReason,
    movedFrom: before && toPlan(before),
  },
  ticketTypeName: ticket.ticketTypeName,
  holderName: ticket.holderName,
  code: signer.codeOf(ticket),
  shortCode: showShortCode(ticket.shortCode),
  calendarUrl: `${origin}/api/tickets/calendars/${links.keyOf(ticket)}/event.ics`,
  issuedAt: ticket.issuedAt.toISOString(),
  checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
});

const toPlan = ({ startsAt, endsAt, timeZone, venueName, venueAddress }: EventPlan) => ({
  venueName,
  venueAddress,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  timeZone,
});
