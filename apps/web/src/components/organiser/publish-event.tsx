'use client';

import type { EventListing } from '@onsale/contracts/catalog/http';
import { type ReactNode, useActionState } from 'react';
import type { Obstacles } from '../../actions/publish-event';
import { onShow } from '../../lib/availability';
import { Icon } from '../ui/icon';
import { Link } from './link';
import { SubmitButton } from './submit-button';

/** What a draft has and lacks, and the button to publish it. @param now RFC 3339 */
export function PublishEvent({
  event,
  action,
  now,
}: {
  event: EventListing;
  action: (_: Obstacles) => Promise<Obstacles>;
  now: string;
}) {
  const [obstacles, publish] = useActionState(action, []);
  const hasTickets = onShow(event.ticketTypes).length > 0;
  return (
    <section
      aria-labelledby="publish"
      className="perforated-t mt-8 flex flex-wrap items-start justify-between gap-x-10 gap-y-5 bg-surface px-5 py-5"
    >
      <div className="min-w-0 max-w-xl">
        <h2 id="publish" className="text-lg">
          Only you can see this draft.
        </h2>
        <ul className="mt-3 space-y-1.5 text-sm">
          <Step done={event.startsAt > now}>
            {event.startsAt > now ? (
              'Title, venue and date are set.'
            ) : (
              <>
                The start is in the past:{' '}
                <Link href={`/organiser/events/${event.id}/edit`} className="text-link">
                  choose a new date
                </Link>
                .
              </>
            )}
          </Step>
          <Step done={hasTickets}>
            {hasTickets ? (
              'Tickets are ready to sell.'
            ) : (
              <>
                {event.ticketTypes.length > 0
                  ? 'All ticket types are hidden'
                  : 'No ticket types yet'}
                :{' '}
                <Link href={`/organiser/events/${event.id}/tickets`} className="text-link">
                  {event.ticketTypes.length > 0 ? 'show one' : 'add a ticket type'}
                </Link>
                .
              </>
            )}
          </Step>
        </ul>
        <div role="alert">
          {obstacles.length > 0 && (
            <ul className="mt-3 font-medium text-bad text-sm">
              {obstacles.map((obstacle) => (
                <li key={obstacle}>{obstacle}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <form action={publish}>
        <SubmitButton pending="Publishing …">Publish event</SubmitButton>
        <p className="mt-2 max-w-56 text-muted text-xs">
          {event.unlisted ? 'Anyone with the link' : 'Everyone'} can see it once published. Tickets
          go on sale right away unless you set a later time. Payments are a test: no real money
          moves.
        </p>
      </form>
    </section>
  );
}

function Step({ done, children }: { done: boolean; children: ReactNode }) {
  return (
    <li className="flex gap-2">
      <Icon
        name={done ? 'tick' : 'minus'}
        className={`mt-0.5 shrink-0 ${done ? 'text-good' : 'text-muted'}`}
      />
      <span>{children}</span>
    </li>
  );
}
