import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Client, TransportError } from '@onsale/load';
import { buy, openShopper, openSite } from '@onsale/load/browser';
import { newId } from '@onsale/runtime';
import { card, connectionsEach } from './browser-rush.js';
import { BenchError } from './failure.js';
import type { FixedAnswer, KnownAnswer } from './server/protocol.js';

/** All that a browser gets when it buys. */
export interface Purchase {
  readonly eventId: string;
  /** One for each method and path: the last one. */
  readonly answers: readonly KnownAnswer[];
}

const timeoutMs = 30_000;
/** Headers of the connection, not of the answer. */
const ownHeaders = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** @returns an answer, byte by byte as a browser gets it */
export const fixedAnswer = ({
  headers,
  bytes,
}: Pick<Answer, 'headers' | 'bytes'>): FixedAnswer => ({
  headers: [...headers].filter(([name]) => !ownHeaders.has(name)).flat(),
  bodyBase64: bytes.toString('base64'),
});

/** Buys tickets of an event once, as a browser does. @param cookie of the buyer */
export async function recordPurchase(
  client: Client,
  {
    url,
    eventId,
    cookie,
  }: { readonly url: string; readonly eventId: string; readonly cookie: string },
): Promise<Purchase> {
  const answers = new Map<string, KnownAnswer>();
  const site = openSite({
    ...{ url, connections: connectionsEach, timeoutMs, keepsBodies: true },
    onAnswer(_asked, answer, { method, path }) {
      if (answer instanceof TransportError) return;
      const { status } = answer;
      const one = { method, path, status, isStream: false, ...fixedAnswer(answer) };
      answers.set(`${method} ${path}`, one);
    },
  });
  const shopper = openShopper({ site, session: cookie, random: Math.random });
  try {
    const purchase = { eventId, quantities: [2], key: newId(), card };
    await buy(shopper, { ...purchase, pause: (ms) => pause(ms) });
    await shopper.settled();
  } finally {
    await shopper.leave();
  }
  const path = `/api/events/${eventId}/availability/stream`;
  const stream = { method: 'GET', path, status: 200, isStream: true };
  const body = await firstNews(client, path, cookie);
  const headers = ['content-type', 'text/event-stream', 'cache-control', 'no-store'];
  return {
    eventId,
    answers: [...answers.values(), { ...stream, headers, bodyBase64: body.toString('base64') }],
  };
}

function firstNews(client: Client, path: string, cookie: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream', cookie };
    const stream = client.stream({ method: 'GET', path, headers, timeoutMs }, (piece) => {
      resolve(Buffer.from(piece));
      stream.close();
    });
    const refuse = () => reject(new BenchError(`${path} brings no news.`));
    stream.ended.then(refuse, refuse); // unless there was news before
  });
}
