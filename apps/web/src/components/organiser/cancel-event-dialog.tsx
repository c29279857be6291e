'use client';

import { useRef } from 'react';
import { Button } from '../ui/button';
import { CancelEventForm } from './cancel-event-form';
import type { EditorAction } from './editor/refusals';
import { Link } from './link';

/** The link to the page that cancels; with JavaScript a dialog asks the same question. */
export function CancelEventDialog({
  eventId,
  action,
  title,
  isPublic,
}: {
  eventId: string;
  action: EditorAction;
  title: string;
  isPublic: boolean;
}) {
  const path = `/organiser/events/${eventId}/cancel`;
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Link
        href={path}
        className="text-link tap text-ink"
        onClick={(event) => {
          if (!dialog.current || event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          dialog.current.showModal();
        }}
      >
        Cancel event …
      </Link>
      <dialog
        ref={dialog}
        aria-labelledby="cancel-title"
        className="m-auto w-[min(36rem,calc(100vw-2rem))] rounded-md border border-ink bg-paper p-6 text-base text-ink backdrop:bg-black/60 sm:p-8"
      >
        <h2 id="cancel-title" className="mb-4 text-xl">
          Cancel “{title}”?
        </h2>
        <CancelEventForm {...{ action, path, isPublic }}>
          <Button kind="secondary" onClick={() => dialog.current?.close()}>
            Keep event
          </Button>
        </CancelEventForm>
      </dialog>
    </>
  );
}
