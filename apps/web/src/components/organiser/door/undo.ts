import type { undoCheckIn } from '@onsale/contracts/tickets/http';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';

/** A check-in that can be undone. */
export interface Undoable {
  readonly ticketId: string;
  readonly checkedInAt: string;
}

/** Undoes a check-in. @returns what went wrong, for people; undefined when it is undone */
export async function undo({ ticketId, checkedInAt }: Undoable): Promise<string | undefined> {
  try {
    await browserApi<typeof undoCheckIn>({
      method: 'POST',
      path: '/api/check-ins/undo',
      body: { ticketId, checkedInAt },
    });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.detail;
    throw error;
  }
}
