import * as contracts from '@onsale/contracts/tickets/http';
import { assertMay, type Database, route } from '@onsale/runtime';
import { opensAt } from './event.js';
import type { Signer } from './signer.js';
import { readEvent } from './store-events.js';
import { countTickets } from './store-tickets.js';

/** `GET /api/events/:id/door`, for organiser and staff. */
export const getDoor = (database: Database, signer: Signer) =>
  route(contracts.getDoor, async ({ params, session }) => {
    const event = await readEvent(database, params.id);
    assertMay(session.accountId, contracts.getDoor.permission, event);
    const ticketTypes = await countTickets(database, params.id);
    const sum = (of: 'issued' | 'checkedIn') =>
      ticketTypes.reduce((total, type) => total + type[of], 0);
    return {
      status: 200,
      body: {
        eventId: event.eventId,
        eventTitle: event.title,
        issued: sum('issued'),
        checkedIn: sum('checkedIn'),
        ticketTypes,
        checkInOpensAt: opensAt(event).toISOString(),
        role: event.organiserId === session.accountId ? 'organiser' : 'staff',
        publicKey: signer.publicKey,
      },
    };
  });
