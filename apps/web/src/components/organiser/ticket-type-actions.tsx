'use client';

import type { TicketType } from '@onsale/contracts/catalog/http';
import { isolate } from '@onsale/contracts/text';
import { useActionState } from 'react';
import { useFormStatus } from 'react-dom';

/** The result of a press, in words. */
export interface OfferAnswer {
  readonly text: string;
  readonly bad: boolean;
  readonly attempt: number;
}

const nothingYet: OfferAnswer = { text: '', bad: false, attempt: 0 };

/** The actions on a ticket type that is not open. The buttons post, so they need no script. */
export function TicketTypeActions({
  name,
  status,
  isFirst,
  isLast,
  action,
}: {
  name: string;
  status: NonNullable<TicketType['status']>;
  isFirst: boolean;
  isLast: boolean;
  action: (previous: OfferAnswer, data: FormData) => Promise<OfferAnswer>;
}) {
  const [answer, act] = useActionState(action, nothingYet);
  const button = (what: string, text: string, isOff = false) => (
    <Choice what={what} text={text} name={name} isOff={isOff} />
  );
  return (
    <form action={act} className="flex flex-wrap items-center gap-x-5 text-sm">
      {!(isFirst && isLast) && button('up', 'Move up', isFirst)}
      {!(isFirst && isLast) && button('down', 'Move down', isLast)}
      {status === 'active' && button('pause', 'Pause sales')}
      {status === 'paused' && button('resume', 'Resume sales')}
      {status === 'hidden' ? button('show', 'Show') : button('hide', 'Hide')}
      <details>
        <summary
          className="text-link min-h-11 content-center"
          aria-label={`Delete ${isolate(name)} …`}
        >
          Delete …
        </summary>
        <p className="max-w-prose">
          Only while none have been held or sold. This can’t be undone.{' '}
          {button('delete', 'Delete this ticket type')}
        </p>
      </details>
      <p
        role={answer.bad ? 'alert' : 'status'}
        className={`${answer.bad ? 'font-medium text-bad' : 'text-muted'} w-full`}
      >
        {answer.text}
      </p>
    </form>
  );
}

/** A button stays even at the end of the list, and keeps the focus. */
function Choice({
  what,
  text,
  name,
  isOff,
}: {
  what: string;
  text: string;
  name: string;
  isOff: boolean;
}) {
  const { pending } = useFormStatus();
  const off = isOff || pending;
  return (
    <button
      type="submit"
      name="do"
      value={what}
      aria-label={`${text}: ${isolate(name)}`}
      aria-disabled={off || undefined}
      onClick={(event) => {
        if (off) event.preventDefault();
      }}
      className="text-link min-h-11 aria-disabled:text-muted aria-disabled:no-underline"
    >
      {text}
    </button>
  );
}
