import { EventStatus } from '@onsale/contracts/catalog/messages';
import * as contracts from '@onsale/contracts/tickets/http';
import { showShortCode } from '@onsale/contracts/tickets/short-code';
import { isKnown } from '@onsale/contracts/tolerance';
import { type Database, decodeIdCursor, route, toPage } from '@onsale/runtime';
import { type OwnTicket, readOwnTicket, readOwnTickets } from './own-tickets.js';
import type { Signer } from './signer.js';

const defaultLimit = 20;

/** `GET /api/tickets`: the caller's own, newest first. */
export const listTickets = (database: Database, signer: Signer) =>
  route(contracts.listTickets, async ({ query, session }) => {
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor);
    const tickets = await readOwnTickets(database, session.accountId, {
      orderId: query.orderId,
      beforeId,
      limit: limit + 1,
    });
    const page = toPage(
      tickets,
      limit,
      (own) => toHolderView(own, signer),
      ({ ticket }) => [ticket.ticketId],
    );
    return { status: 200, body: page };
  });

/** `GET /api/tickets/:id`: one of the caller's own. */
export const getTicket = (database: Database, signer: Signer) =>
  route(contracts.getTicket, async ({ params, session }) => {
    const own = await readOwnTicket(database, params.id, session.accountId);
    return { status: 200, body: toHolderView(own, signer) };
  });

const toHolderView = ({ ticket, event }: OwnTicket, signer: Signer): contracts.Ticket => ({
  id: ticket.ticketId,
  status: ticket.status,
  orderId: ticket.orderId,
  event: {
    id: event.eventId,
    title: event.title,
    venueName: event.venueName,
    venueAddress: event.venueAddress,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    timeZone: event.timeZone,
    // Of a status that is not known here, as far as is known: it takes place.
    status: isKnown(EventStatus, event.status) ? event.status : 'published',
  },
  ticketTypeName: ticket.ticketTypeName,
  holderName: ticket.holderName,
  code: signer.codeOf(ticket),
  shortCode: showShortCode(ticket.shortCode),
  issuedAt: ticket.issuedAt.toISOString(),
  checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
});
