'use client';

import type { DoorTicket } from '@onsale/contracts/tickets/http';
import { formatTime } from '../../../lib/dates';
import { Button } from '../../ui/button';
import { UndoButton } from './undo-button';

const words = { valid: 'Not checked in', checked_in: 'Checked in', void: 'Void' } as const;

/** A ticket in a list, with its status and its actions. */
export function DoorTicketRow({
  ticket,
  timeZone,
  locale,
  onAdmit,
  onUndone,
}: {
  ticket: DoorTicket;
  timeZone: string;
  locale: string;
  onAdmit: (ticketId: string) => void;
  onUndone: () => void;
}) {
  const { ticketId, holderName, status, checkedInAt, gate, mayUndo } = ticket;
  return (
    <li className="flex items-center gap-4 border-rule border-b py-2.5">
      <p className="min-w-0 break-words">
        <bdi className="block font-semibold">{holderName}</bdi>
        <span className="text-muted text-sm">
          <bdi>{ticket.ticketTypeName}</bdi> · {words[status]}
          {checkedInAt && ` ${formatTime(checkedInAt, timeZone, locale)}`}
          {gate && (
            <>
              , <bdi>{gate}</bdi>
            </>
          )}
        </span>
      </p>
      {status === 'valid' && (
        <Button kind="secondary" className="ml-auto shrink-0" onClick={() => onAdmit(ticketId)}>
          Check in<span className="sr-only"> {holderName}</span>
        </Button>
      )}
      {mayUndo && checkedInAt && (
        <UndoButton checkIn={{ ticketId, checkedInAt }} name={holderName} onUndone={onUndone} />
      )}
    </li>
  );
}
