import type { Availability } from '@onsale/contracts/orders/http';
import type { Stream } from '../client.js';
import { TransportError } from '../transport-error.js';
import type { Browser } from './browser.js';

/** As `packages/live` has it, in milliseconds. */
const pollMs = 8_000;
const retryMs = 2_000;
const update = 'event: availability';

/** The live stock of an event, as a page receives it. */
export interface Stock {
  /** The last update; undefined: none yet. */
  heard(): Availability | undefined;
  /** Stops following: the page shows something else now. */
  leave(): void;
}

/**
 * Follows an event by a stream, and by polling while streams are refused. The updates of the stream
 * are parsed on demand: in a rush few buyers look at them.
 */
export function watchStock(
  browser: Browser,
  eventId: string,
  random: () => number,
  onStream: (outcome: 'open' | 'refused' | 'lost') => void,
): Stock {
  const path = `/api/events/${eventId}/availability`;
  let stream: Stream | undefined;
  let wake = () => {};
  let left = false;
  let news: Buffer | undefined;
  let asked: Availability | undefined;
  let comeBackMs: number | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const spread = (ms: number) => ms * (0.5 + random());

  function hear(piece: Buffer): void {
    if (comeBackMs === undefined) {
      comeBackMs = Number(/^retry: *(\d+)/m.exec(piece.toString('latin1'))?.[1] ?? retryMs);
      onStream('open');
    }
    if (piece.includes(update)) news = Buffer.from(piece);
  }

  /** @returns how long to go without a stream, ms */
  async function readStream(): Promise<{ awayMs: number; refused: boolean }> {
    comeBackMs = undefined;
    stream = browser.stream(`${path}/stream`, hear);
    try {
      const { status, headers } = await stream.ended;
      if (status === 200) return { awayMs: spread(comeBackMs ?? retryMs), refused: false };
      onStream('refused');
      const seconds = Number(headers.get('retry-after') ?? 2);
      return { awayMs: seconds * 1000 * (1 + random()), refused: true };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (!left) onStream('lost');
      return { awayMs: spread(comeBackMs ?? retryMs), refused: comeBackMs === undefined };
    }
  }

  async function ask(): Promise<void> {
    const answer = await browser.call('stock', { method: 'GET', path }).catch(() => undefined);
    if (answer?.status !== 200) return;
    asked = JSON.parse(answer.body) as Availability;
    news = undefined;
  }

  async function follow(): Promise<void> {
    for (let isFirst = true; !left; isFirst = false) {
      const { awayMs, refused } = await readStream();
      const untilMs = performance.now() + awayMs;
      let waitMs = isFirst && refused ? 0 : spread(pollMs);
      while (!left) {
        const leftMs = untilMs - performance.now();
        await pause(Math.max(0, Math.min(waitMs, leftMs)));
        if (left || waitMs >= leftMs) break;
        await ask();
        waitMs = spread(pollMs);
      }
    }
  }

  // Failures of a stream or an answer lead to a retry and are never thrown.
  void follow();
  return {
    heard: () => (news && readNews(news)) ?? asked,
    leave() {
      left = true;
      stream?.close();
      wake();
    },
  };
}

/** The last whole event in it. */
function readNews(news: Buffer): Availability | undefined {
  const data = [...news.toString('utf8').matchAll(/^event: availability\ndata: (.*)$/gm)].at(
    -1,
  )?.[1];
  try {
    return data === undefined ? undefined : (JSON.parse(data) as Availability);
  } catch {
    return undefined; // cut in the middle: the next one comes soon
  }
}
