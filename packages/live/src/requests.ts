import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { abortAfter } from './pause.js';
import type { Surroundings } from './surroundings.js';

const answerLimitMs = 15_000;

/** The server refused a request. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    status: number,
    /**
     * How long to wait before the next request, in milliseconds; undefined: the server did not say.
     */
    readonly retryAfterMs: number | undefined,
  ) {
    super(`the server answered ${status}`);
  }
}

/** @throws Refused unless the answer is a success */
export function assertGiven(answer: Response): void {
  if (answer.ok) return;
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  throw new Refused(answer.status, Number.isFinite(seconds) ? seconds * 1000 : undefined);
}

async function ask<T>(
  { fetch }: Pick<Surroundings, 'fetch'>,
  path: string,
  signal: AbortSignal,
): Promise<T> {
  const deadline = abortAfter(answerLimitMs, signal);
  try {
    const answer = await fetch(path, { cache: 'no-store', signal: deadline.signal });
    assertGiven(answer);
    return (await answer.json()) as T;
  } finally {
    deadline.end();
  }
}

/** `GET /api/events/:id/availability` @throws Refused, and what `fetch` throws */
export const askAvailability = (
  surroundings: Pick<Surroundings, 'fetch'>,
  eventId: string,
  signal: AbortSignal,
) => ask<Availability>(surroundings, `/api/events/${eventId}/availability`, signal);

/** `GET /api/events/:id` @throws Refused, and what `fetch` throws */
export const askListing = (
  surroundings: Pick<Surroundings, 'fetch'>,
  eventId: string,
  signal: AbortSignal,
) => ask<EventListing>(surroundings, `/api/events/${eventId}`, signal);
