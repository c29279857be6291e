import { rates } from '@onsale/contracts/limits';
import * as contracts from '@onsale/contracts/tickets/http';
import { ticketCheckInUndone } from '@onsale/contracts/tickets/messages';
import { notFound, Problem, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { ForeignDoor } from './decide-scan.js';
import { decideUndo } from './decide-undo.js';
import { worksDoor } from './event.js';
import type { UnlessForeign } from './limit-foreign-doors.js';
import { insertEntries, readUndone } from './store-door-log.js';
import { readEvents } from './store-events.js';
import { lockTickets, writeUndone } from './store-tickets.js';
import { ticketMessage } from './ticket.js';

type Context = Pick<ServiceContext, 'transact' | 'clock' | 'limits'>;

/** `POST /api/check-ins/undo`. Asked again it gives the first answer. */
export const undoCheckIn = ({ transact, clock, limits }: Context, unlessForeign: UnlessForeign) =>
  route(contracts.undoCheckIn, async ({ body, session, traceparent, log }) => {
    const { accountId } = session;
    const { max, windowSeconds } = rates.undos;
    const waitSeconds = await limits.take(`undo ${accountId}`, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const checkedInAt = new Date(body.checkedInAt);
    const undo = () =>
      transact(async (sql, publish) => {
        const [ticket] = await lockTickets(sql, [body.ticketId], []);
        const [event] = ticket ? await readEvents(sql, [ticket.eventId]) : [];
        if (!ticket || !event || !worksDoor(event, accountId)) {
          throw new ForeignDoor(notFound('ticket'));
        }
        const before = await readUndone(sql, ticket.ticketId, checkedInAt);
        if (before) return before;

        const now = clock.now();
        const undone = decideUndo(ticket, event, { accountId, checkedInAt, now });
        if (undone instanceof Problem) throw undone;
        await writeUndone(sql, [undone]);
        await insertEntries(sql, [
          {
            ticketId: ticket.ticketId,
            eventId: ticket.eventId,
            scanId: undefined,
            result: 'undone',
            accountId,
            gate: ticket.gate,
            at: now,
            checkedInAt,
            checkedInGate: ticket.gate,
          },
        ]);
        publish(ticketMessage(undone, now, traceparent, ticketCheckInUndone));
        return now;
      });
    const undoneAt = await unlessForeign({ accountId, door: 'undo' }, undo);
    log.info({ ticketId: body.ticketId, traceparent }, 'check-in undone');
    return { status: 200, body: { ticketId: body.ticketId, undoneAt: undoneAt.toISOString() } };
  });
