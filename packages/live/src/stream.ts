import type { Account } from '@onsale/contracts/auth/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { createEventReader } from './event-reader.js';
import { abortAfter } from './pause.js';
import { assertGiven, Refused } from './requests.js';
import type { Surroundings, Timing } from './surroundings.js';

export interface StreamOptions {
  readonly eventId: string;
  readonly surroundings: Pick<Surroundings, 'fetch'>;
  readonly timing: Pick<Timing, 'silentMs'>;
  onAvailability(availability: Availability): void;
  /** The account of the session that opened the stream; null: nobody is signed in. */
  onAccount?(account: Account | null): void;
  /** Called for each piece of the stream, heartbeats included. */
  onSign(): void;
}

/** How a stream ended. */
export interface StreamEnd {
  /**
   * Whether it brought an update. The sign-in page of a network, or an error page of a proxy,
   * brings none, even with status 200.
   */
  readonly wasOpen: boolean;
  /** How long to wait before reconnecting, as the server said, in milliseconds. */
  readonly retryMs: number | undefined;
  /** For how long the server refused it, in milliseconds. */
  readonly refusedMs: number | undefined;
}

/** Reads the live stock of an event until the stream ends, falls silent, or the signal aborts. */
export async function readStream(
  { eventId, surroundings, timing, onAvailability, onAccount, onSign }: StreamOptions,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const deadline = abortAfter(timing.silentMs, signal);
  let wasOpen = false;
  let retryMs: number | undefined;
  let refusedMs: number | undefined;
  const reader = createEventReader({
    onRetry: (ms) => {
      retryMs = ms;
    },
    onEvent: (name, data) => {
      if (name === 'account') onAccount?.(JSON.parse(data) as Account | null);
      if (name !== 'availability') return;
      onAvailability(JSON.parse(data) as Availability);
      wasOpen = true;
    },
  });
  try {
    const answer = await surroundings.fetch(`/api/events/${eventId}/availability/stream`, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: deadline.signal,
    });
    assertGiven(answer);
    const pieces = answer.body?.getReader();
    const decoder = new TextDecoder();
    for (let piece = await pieces?.read(); piece && !piece.done; piece = await pieces?.read()) {
      deadline.again();
      reader.push(decoder.decode(piece.value, { stream: true }));
      onSign();
    }
  } catch (error) {
    // Only a refusal matters here; the caller decides how long to wait.
    if (error instanceof Refused) refusedMs = error.retryAfterMs;
  } finally {
    deadline.end();
  }
  return { wasOpen, retryMs, refusedMs };
}
