'use client';

import type { DoorEntry, listArrivals } from '@onsale/contracts/tickets/http';
import { useEffect, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { formatTime } from '../../../lib/dates';
import { Button } from '../../ui/button';
import { UndoButton } from './undo-button';

const pageSize = 20;
const shownMost = 500;

/** The check-ins at all gates, newest first, and those that were undone. */
export function Arrivals({
  eventId,
  timeZone,
  locale,
  changes,
  onUndone,
}: {
  eventId: string;
  timeZone: string;
  locale: string;
  /** Grows whenever someone may have been admitted. */
  changes: number;
  onUndone: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [entries, setEntries] = useState<readonly DoorEntry[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();

  async function read(from: string | null): Promise<void> {
    try {
      const page = await browserApi<typeof listArrivals>({
        method: 'GET',
        path: '/api/events/:id/door/log',
        params: { id: eventId },
        query: { limit: pageSize, ...(from ? { cursor: from } : {}) },
      });
      setEntries((before) => [...(from ? before : []), ...page.items].slice(0, shownMost));
      setCursor(page.nextCursor);
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.detail);
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is read again
  useEffect(() => {
    if (isOpen) void read(null);
  }, [isOpen, changes]);

  return (
    <details
      className="scripted border-rule border-b"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex min-h-11 cursor-pointer items-center font-semibold text-sm">
        Arrivals at all gates
      </summary>
      {problem && (
        <p role="alert" className="pb-3 text-bad text-sm">
          {problem}
        </p>
      )}
      {isOpen && !problem && entries.length === 0 && (
        <p className="pb-3 text-muted text-sm">No one has been checked in yet.</p>
      )}
      <ol>
        {entries.map(({ kind, at, gate, byYou, ticket }) => (
          <li
            key={`${kind} ${at} ${ticket.ticketId}`}
            className="flex items-start gap-4 border-rule border-b py-2.5 text-sm"
          >
            <time dateTime={at} className="figures text-muted">
              {formatTime(at, timeZone, locale)}
            </time>
            <p className="min-w-0 break-words">
              <bdi className="font-semibold">{ticket.holderName}</bdi>
              <span className="block text-muted">
                {kind === 'undone' ? 'Check-in undone' : <bdi>{ticket.ticketTypeName}</bdi>}
                {gate && (
                  <>
                    {' · '}
                    <bdi>{gate}</bdi>
                  </>
                )}
                {byYou && ' · by you'}
              </span>
            </p>
            {kind === 'admitted' && ticket.mayUndo && ticket.checkedInAt === at && (
              <UndoButton
                checkIn={{ ticketId: ticket.ticketId, checkedInAt: at }}
                name={ticket.holderName}
                onUndone={onUndone}
              />
            )}
          </li>
        ))}
      </ol>
      {cursor && entries.length < shownMost && (
        <Button kind="secondary" className="my-3" onClick={() => void read(cursor)}>
          Show earlier arrivals
        </Button>
      )}
    </details>
  );
}
