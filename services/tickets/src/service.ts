import { defineService, limitSearches } from '@onsale/runtime';
import { createCalendarLinks } from './calendar-links.js';
import { checkIn } from './check-in.js';
import { exportAttendees } from './export-attendees.js';
import { findAtDoor } from './find-at-door.js';
import { followCalendar } from './follow-calendar.js';
import { getDoor } from './get-door.js';
import { getEventCalendar } from './get-event-calendar.js';
import { getTicketCalendar } from './get-ticket-calendar.js';
import { getTicketPdf } from './get-ticket-pdf.js';
import { getTicketQr } from './get-ticket-qr.js';
import { limitForeignDoors } from './limit-foreign-doors.js';
import { listArrivals } from './list-arrivals.js';
import { listAttendees } from './list-attendees.js';
import { onEvent } from './on-event.js';
import { onOrder } from './on-order.js';
import { createPrinter } from './printer.js';
import { getTicket, listTickets } from './read-tickets.js';
import { createSigner, ticketPrivateKey } from './signer.js';
import { sweepAnswers } from './sweep-answers.js';
import { undoCheckIn } from './undo-check-in.js';

/** Issued tickets and check-ins: the right to enter, and the door. */
export const tickets = defineService({
  name: 'tickets',
  migrations: new URL('../migrations/', import.meta.url),
  settings: { privateKey: ticketPrivateKey },
  setup(context) {
    const { database, clock } = context;
    const signer = createSigner(context.settings.privateKey);
    const links = createCalendarLinks(context.settings.privateKey);
    const printer = createPrinter();
    const unlessForeign = limitForeignDoors(context);
    const searchInTurn = limitSearches();
    return {
      routes: [
        listTickets(context, signer, links),
        getTicket(context, signer, links),
        getTicketQr(database, signer),
        getTicketPdf(context, signer, printer),
        getTicketCalendar(database, clock),
        getEventCalendar(database, clock),
        followCalendar(context, links),
        checkIn(context, signer, unlessForeign),
        undoCheckIn(context, unlessForeign),
        getDoor(database, signer),
        findAtDoor(context, searchInTurn),
        listArrivals(context),
        listAttendees(database, searchInTurn),
        exportAttendees(database),
      ],
      subscriptions: [onOrder(context), onEvent(context)],
      tasks: [sweepAnswers(context)],
      stop: () => printer.stop(),
    };
  },
});
