import type { Order } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import type { Attendee, DoorEntry } from '@onsale/contracts/tickets/http';
import { attendeeLabels } from './attendee-status';
import { Link } from './link';
import { StatusMark } from './status-mark';

type When = (at: string) => string;

/** The tickets of an order, for the organiser. */
export function OrderTickets({
  tickets,
  status,
  more,
  when,
}: {
  /** Null while they cannot be read. */
  tickets: readonly Attendee[] | null;
  /** The status of the order. */
  status: Order['status'];
  /** The page with all of them; null: these are all. */
  more: string | null;
  when: When;
}) {
  return (
    <section aria-labelledby="tickets" className="figures min-w-0">
      <h3 id="tickets" className="mb-4 text-lg">
        Tickets
      </h3>
      {!tickets || tickets.length === 0 ? (
        <p className="text-muted text-sm">{noTickets(tickets, status)}</p>
      ) : (
        <ul className="border-ink border-t-2 text-sm">
          {tickets.map((ticket) => (
            <li
              key={ticket.ticketId}
              className="wrap-anywhere flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-rule border-b py-3"
            >
              <span>
                <bdi>{ticket.ticketTypeName}</bdi>{' '}
                <span className="whitespace-nowrap font-mono">{ticket.shortCode}</span>
              </span>
              <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                {ticket.checkedInAt && (
                  <span className="text-muted">
                    {when(ticket.checkedInAt)}
                    {ticket.gate && `, ${isolate(ticket.gate)}`}
                  </span>
                )}
                <StatusMark {...attendeeLabels[ticket.status]} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {more && (
        <p className="mt-3 text-sm">
          <Link href={more} className="text-link tap">
            All tickets of this order
          </Link>
        </p>
      )}
    </section>
  );
}

function noTickets(tickets: readonly Attendee[] | null, status: Order['status']): string {
  if (!tickets) return 'Tickets can’t be shown right now. Try again in a moment.';
  return ['pending', 'paid'].includes(status)
    ? 'Tickets are issued as soon as an order is paid.'
    : 'No tickets were issued.';
}

/** The check-ins of an order, and those that were undone, newest first; nothing while there are none. */
export function DoorLog({
  entries,
  isCut,
  when,
}: {
  entries: readonly DoorEntry[];
  /** Whether there are older ones. */
  isCut: boolean;
  when: When;
}) {
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="door" className="figures min-w-0">
      <h3 id="door" className="mb-4 text-lg">
        At the door
      </h3>
      <ul className="border-ink border-t-2 text-sm">
        {entries.map(({ kind, at, gate, ticket }) => (
          <li
            key={`${kind} ${ticket.ticketId} ${at}`}
            className="wrap-anywhere border-rule border-b py-3"
          >
            {kind === 'undone' ? 'Check-in undone' : 'Checked in'} {when(at)}
            {gate && `, ${isolate(gate)}`}{' '}
            <span className="text-muted">({isolate(ticket.ticketTypeName)})</span>
          </li>
        ))}
      </ul>
      {isCut && <p className="mt-3 text-muted text-sm">Only the newest are shown.</p>}
    </section>
  );
}
