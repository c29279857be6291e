import * as contracts from '@onsale/contracts/tickets/http';
import { showShortCode } from '@onsale/contracts/tickets/short-code';
import { route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { inline } from './download.js';
import { eventTime } from './event-time.js';
import type { Fonts } from './fonts.js';
import { assertNotVoid, readOwnTicket } from './own-tickets.js';
import { drawQr } from './qr.js';
import type { Signer } from './signer.js';
import { drawTicketPage } from './ticket-page.js';

// A page takes about 8 ms of the processor: enough for a large order, not for a loop.
const maxPages = 120;
const windowSeconds = 60;

/** `GET /api/tickets/:id/pdf`, to be printed. */
export const getTicketPdf = (
  { database, clock, limits }: Pick<ServiceContext, 'database' | 'clock' | 'limits'>,
  signer: Signer,
  newFonts: () => Fonts,
) =>
  route(contracts.getTicketPdf, async ({ params, session }) => {
    const { ticket, event } = await readOwnTicket(database, params.id, session.accountId);
    assertNotVoid(ticket);
    const waitSeconds = await limits.take(`pdf ${session.accountId}`, maxPages, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);

    const shortCode = showShortCode(ticket.shortCode);
    const page = {
      eventTitle: event.title,
      ...eventTime(event.startsAt, event.endsAt, event.timeZone),
      venueName: event.venueName,
      venueAddress: event.venueAddress,
      holderName: ticket.holderName,
      ticketTypeName: ticket.ticketTypeName,
      qr: drawQr(signer.codeOf(ticket)),
      shortCode,
      ticketId: ticket.ticketId,
      orderId: ticket.orderId,
      printedAt: clock.now(),
    };
    return {
      status: 200,
      body: await drawTicketPage(page, newFonts()),
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': inline(`${event.title} ${shortCode}`, 'pdf'),
      },
    };
  });
