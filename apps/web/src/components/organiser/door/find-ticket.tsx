'use client';

import type { DoorTicket, findAtDoor } from '@onsale/contracts/tickets/http';
import { maxCodeLength, readCode } from '@onsale/contracts/tickets/read-code';
import { useEffect, useRef, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { DoorTicketRow } from './door-ticket';

const shown = 20;
/** The API's maximum. */
const longestSearch = 100;

type Found =
  | { readonly items: readonly DoorTicket[]; readonly more: boolean }
  | { readonly problem: string };

/** Finds a ticket by its holder, for guests whose phone is dead. */
export function FindTicket({
  eventId,
  timeZone,
  locale,
  changes,
  onCode,
  onAdmit,
  onUndone,
}: {
  eventId: string;
  timeZone: string;
  locale: string;
  /** Grows whenever tickets may have changed. */
  changes: number;
  /** Receives a ticket's QR code that a hand scanner typed here. */
  onCode: (code: string) => void;
  onAdmit: (ticketId: string) => void;
  onUndone: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [q, setQ] = useState('');
  const [found, setFound] = useState<Found>();
  const [repeats, setRepeats] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is read again
  useEffect(() => {
    if (q === '') return setFound(undefined);
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    browserApi<typeof findAtDoor>({
      method: 'GET',
      path: '/api/events/:id/door/tickets',
      params: { id: eventId },
      query: { q: q.slice(0, longestSearch), limit: shown },
      signal: left.signal,
    }).then(
      ({ items, nextCursor }) => {
        if (!left.signal.aborted) setFound({ items, more: nextCursor !== null });
      },
      (error: unknown) => {
        if (left.signal.aborted) return;
        const problem = error instanceof ApiError ? error.detail : 'Something went wrong.';
        const seconds = error instanceof ApiError ? error.retryAfterSeconds : undefined;
        if (seconds === undefined) return setFound({ problem });
        // Too busy: what was found stays meanwhile.
        setFound((before) => (before && 'items' in before ? before : { problem }));
        timer = setTimeout(() => setRepeats(repeats + 1), seconds * 1_000);
      },
    );
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [eventId, q, changes, repeats]);

  return (
    <details className="scripted mt-6 border-rule border-y">
      <summary className="flex min-h-11 cursor-pointer items-center font-semibold text-sm">
        No code? Find a guest by name
      </summary>
      <form
        className="flex items-end gap-3 pb-3"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = field.current?.value.trim() ?? '';
          if (!readCode(typed).some((reading) => 'signed' in reading)) return setQ(typed);
          if (field.current) field.current.value = '';
          onCode(typed);
        }}
      >
        <TextField
          ref={field}
          label="Name, email or order number"
          type="search"
          maxLength={maxCodeLength}
          autoComplete="off"
          enterKeyHint="search"
          className="min-w-0 flex-1"
        />
        <Button type="submit" kind="secondary" className="min-h-[3.0625rem]">
          Find
        </Button>
      </form>
      <div aria-live="polite">
        {found && 'problem' in found && <p className="pb-3 text-bad text-sm">{found.problem}</p>}
        {found && 'items' in found && found.items.length === 0 && (
          <p className="pb-3 text-muted text-sm">No guest found. Check the spelling.</p>
        )}
        {found && 'items' in found && (
          <ul>
            {found.items.map((ticket) => (
              <DoorTicketRow
                key={ticket.ticketId}
                {...{ ticket, timeZone, locale, onAdmit, onUndone }}
              />
            ))}
          </ul>
        )}
        {found && 'items' in found && found.more && (
          <p className="py-3 text-muted text-sm">More than {shown} found. Add another word.</p>
        )}
      </div>
    </details>
  );
}
