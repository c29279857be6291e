import { rates } from '@onsale/contracts/limits';
import * as contracts from '@onsale/contracts/tickets/http';
import { showShortCode } from '@onsale/contracts/tickets/short-code';
import { createByteCache, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { inline } from './download.js';
import type { Printer } from './printer.js';
import type { Signer } from './signer.js';
import { type OwnTicket, readOwnTicket } from './store-own-tickets.js';
import { assertNotVoid } from './ticket.js';
import type { PrintedTicket } from './ticket-pdf.js';

/** Some 500 pages: people look at theirs again, and phones ask twice. */
const keptBytes = 16 * 1024 * 1024;

/** `GET /api/tickets/:id/pdf`: a page to print. */
export function getTicketPdf(
  { database, clock, limits }: Pick<ServiceContext, 'database' | 'clock' | 'limits'>,
  signer: Signer,
  printer: Printer,
) {
  const pages = createByteCache<Buffer>(keptBytes);
  const print = async (own: OwnTicket) => {
    const value = await printer.print(pageOf(own, signer, clock.now()));
    return { value, bytes: value.length };
  };
  return route(contracts.getTicketPdf, async ({ params, session }) => {
    const own = await readOwnTicket(database, params.id, session.accountId);
    const { ticket, event } = own;
    assertNotVoid(ticket);
    const { max, windowSeconds } = rates.ticketPdfs;
    const waitSeconds = await limits.take(`pdf ${session.accountId}`, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    // The page depends only on these versions.
    const key = `${ticket.ticketId} ${ticket.version} ${event.version}`;
    return {
      status: 200,
      body: await pages.get(key, () => print(own)),
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': inline({
          name: `${event.title} ${showShortCode(ticket.shortCode)}`,
          otherwise: 'ticket',
          extension: 'pdf',
        }),
      },
    };
  });
}

const pageOf = ({ ticket, event }: OwnTicket, signer: Signer, printedAt: Date): PrintedTicket => ({
  eventTitle: event.title,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  timeZone: event.timeZone,
  doorsAt: event.doorsAt,
  ageLimit: event.ageLimit,
  venueName: event.venueName,
  venueAddress: event.venueAddress,
  holderName: ticket.holderName,
  ticketTypeName: ticket.ticketTypeName,
  code: signer.codeOf(ticket),
  shortCode: showShortCode(ticket.shortCode),
  ticketId: ticket.ticketId,
  orderId: ticket.orderId,
  printedAt,
});
