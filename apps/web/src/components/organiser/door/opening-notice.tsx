'use client';

import type { getEvent, updateEvent } from '@onsale/contracts/catalog/http';
import { useEffect, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { formatDateTime } from '../../../lib/dates';
import { serverNow } from '../../../lib/server-clock';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';

/** Says when check-in opens; the organiser may open it now. */
export function OpeningNotice({
  eventId,
  opensAt,
  openAtFirst,
  timeZone,
  locale,
  isOrganiser,
  onOpened,
}: {
  eventId: string;
  /** RFC 3339 */
  opensAt: string;
  /** Whether check-in was open when the page was made. */
  openAtFirst: boolean;
  timeZone: string;
  locale: string;
  isOrganiser: boolean;
  onOpened: () => void;
}) {
  const [isOpen, setOpen] = useState(openAtFirst);
  const [problem, setProblem] = useState<string>();
  const [opening, setOpening] = useState(false);
  useEffect(() => {
    const look = () => setOpen(serverNow() >= Date.parse(opensAt));
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [opensAt]);
  if (isOpen) return null;

  async function openNow(): Promise<void> {
    if (opening) return;
    setOpening(true);
    try {
      const params = { id: eventId };
      const path = '/api/events/:id';
      const { version } = await browserApi<typeof getEvent>({ method: 'GET', path, params });
      await browserApi<typeof updateEvent>({
        ...{ method: 'PATCH', path, params },
        body: { version, checkInOpensAt: new Date(serverNow()).toISOString() },
      });
      setProblem(undefined);
      onOpened();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.detail);
    }
    setOpening(false);
  }
  return (
    <Notice
      kind="warn"
      className="mb-4"
      title={`Check-in opens ${formatDateTime(opensAt, timeZone, locale)}.`}
    >
      <p>
        Tickets scanned before then are not checked in.{' '}
        {!isOrganiser && 'The organiser can open it earlier.'}
      </p>
      {isOrganiser && (
        <Button
          kind="secondary"
          className="scripted mt-3"
          aria-disabled={opening}
          onClick={() => void openNow()}
        >
          {opening ? 'Opening …' : 'Open check-in now'}
        </Button>
      )}
      {problem && (
        <p role="alert" className="mt-2 text-bad">
          {problem}
        </p>
      )}
    </Notice>
  );
}
