import type { Attendee, DoorEntry } from '@onsale/contracts/tickets/http';
import { attendeeLabels } from './attendee-status';
import { Link } from './link';
import { StatusMark } from './status-mark';

type When = (at: string) => string;

/** The tickets of an order, for the organiser. */
export function OrderTickets({
  tickets,
  more,
  when,
}: {
  tickets: readonly Attendee[];
  /** The page with all of them; null: these are all. */
  more: string | null;
  when: When;
}) {
  return (
    <section aria-labelledby="tickets" className="figures min-w-0">
      <h3 id="tickets" className="mb-4 text-lg">
        Tickets
      </h3>
      {tickets.length === 0 ? (
        <p className="text-muted text-sm">Tickets are issued as soon as an order is paid.</p>
      ) : (
        <ul className="border-ink border-t-2 text-sm">
          {tickets.map((ticket) => (
            <li
              key={ticket.ticketId}
              className="wrap-anywhere flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-rule border-b py-3"
            >
              <span>
                {ticket.ticketTypeName}{' '}
                <span className="whitespace-nowrap font-mono">{ticket.shortCode}</span>
              </span>
              <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                {ticket.checkedInAt && (
                  <span className="text-muted">
                    {when(ticket.checkedInAt)}
                    {ticket.gate && `, ${ticket.gate}`}
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
          <Link href={more} className="text-link">
            All tickets of this order
          </Link>
        </p>
      )}
    </section>
  );
}

/** The check-ins of an order, and those that were undone, newest first; nothing while there are none. */
export function DoorLog({ entries, when }: { entries: readonly DoorEntry[]; when: When }) {
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
            {gate && `, ${gate}`} <span className="text-muted">({ticket.ticketTypeName})</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
