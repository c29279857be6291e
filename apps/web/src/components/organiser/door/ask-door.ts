import type { checkIn } from '@onsale/contracts/tickets/http';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import type { Asked, Scan } from './scan-queue';

/** The longest that a queue of people can wait for an answer. */
const timeoutMs = 5_000;

/** Asks the box office about one scan. A retry of the same scan gets the same answer. */
export async function askDoor(eventId: string, scan: Scan): Promise<Asked> {
  const { scanId, code, ticketId, gate } = scan;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const { result, ...rest } = await browserApi<typeof checkIn>({
      method: 'POST',
      path: '/api/check-ins',
      body: {
        eventId,
        scanId,
        ...(code === undefined ? {} : { code }),
        ...(ticketId === undefined ? {} : { ticketId }),
        ...(gate ? { gate } : {}),
      },
      signal: timeout,
    });
    return { kind: result, ...rest };
  } catch (error) {
    if (timeout.aborted || !(error instanceof ApiError) || error.outcomeUnknown) return 'away';
    if (error.status === 401) return 'signed_out';
    return { kind: 'refused', detail: error.detail };
  }
}
