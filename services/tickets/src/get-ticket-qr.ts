import * as contracts from '@onsale/contracts/tickets/http';
import { type Database, route } from '@onsale/runtime';
import { drawQr, toSvg } from './qr.js';
import type { Signer } from './signer.js';
import { readOwnTicket } from './store-own-tickets.js';
import { assertNotVoid } from './ticket.js';

/** `GET /api/tickets/:id/qr.svg`: the code to show at the gate. */
export const getTicketQr = (database: Database, signer: Signer) =>
  route(contracts.getTicketQr, async ({ params, session }) => {
    const { ticket } = await readOwnTicket(database, params.id, session.accountId);
    assertNotVoid(ticket);
    return {
      status: 200,
      body: toSvg(drawQr(signer.codeOf(ticket))),
      headers: { 'content-type': 'image/svg+xml; charset=utf-8' },
    };
  });
