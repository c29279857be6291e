import type { Ticket } from '@onsale/contracts/tickets/http';
import { useEffect, useMemo } from 'react';
import { show } from './mount';
import { TicketPage } from './ticket-page';

/** Older data may have changed, so the link requests its page. */
const freshMs = 60_000;

/** Makes the links to these tickets, which were just loaded, show them without a request. */
export function useTicketLinks(tickets: readonly Ticket[]): void {
  const byPath = useMemo(
    () => ({ loadedMs: Date.now(), tickets: new Map(tickets.map((one) => [pathOf(one), one])) }),
    [tickets],
  );
  useEffect(() => {
    const follow = (click: MouseEvent) => {
      const link = click.target instanceof Element && click.target.closest('a');
      const known = link ? byPath.tickets.get(link.pathname) : undefined;
      const isFresh = Date.now() - byPath.loadedMs < freshMs;
      if (!known || !isFresh || !isPlain(click)) return;
      click.preventDefault();
      show(pathOf(known), 'Your ticket', <TicketPage known={known} />);
    };
    const content = document.getElementById('content');
    content?.addEventListener('click', follow);
    return () => content?.removeEventListener('click', follow);
  }, [byPath]);
}

const pathOf = ({ id }: Ticket) => `/tickets/${id}`;

/** Whether a click opens no other tab or window. */
const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
