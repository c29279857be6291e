import type { ServiceContext } from '@onsale/runtime';
import { inParallel } from '../in-parallel.js';
import { sign, signatureHeader } from './signature.js';
import { claimDeliveries, type Delivery, endDeliveries, postponeDeliveries } from './store.js';
import { maxNews, writeWebhook } from './webhook.js';

/** While these are under way the news that come meanwhile collect, and go together. */
const maxInFlight = 2;
/** News in memory: few enough to go out long before their claims end. */
const maxWaiting = 2_000;
const claimedAtOnce = 500;
const aloneAtOnce = 8;
const timeoutMs = 5_000;

/** Brings the sandbox's news to the webhook, until it is taken. */
export interface Deliveries {
  /** Whether `send` may be called, with a batch. */
  readonly hasRoom: boolean;
  /** Sends what the caller has claimed, soon. */
  send(claimed: readonly Delivery[]): void;
  /** Claims and sends what is due, as far as there is room. */
  pump(): Promise<void>;
  /** Sends nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** `refused`: by the webhook itself. `missed`: it was away or too busy. */
type Answer = 'taken' | 'refused' | 'missed';

export function createDeliveries(
  { database, clock, log }: Pick<ServiceContext, 'database' | 'clock' | 'log'>,
  { webhookUrl, secret }: { readonly webhookUrl: string; readonly secret: string },
): Deliveries {
  const inFlight = new Set<Promise<void>>();
  let waiting: Delivery[] = [];
  let stopped = false;

  /** Several pieces of news in one webhook; refused together, each goes alone. */
  async function deliver(deliveries: readonly Delivery[]): Promise<void> {
    const answer = await post(deliveries);
    if (answer === 'refused' && deliveries.length > 1) {
      await inParallel(deliveries, aloneAtOnce, (delivery) => deliver([delivery]));
      return;
    }
    await record(deliveries, answer === 'taken');
  }

  async function record(deliveries: readonly Delivery[], taken: boolean): Promise<void> {
    try {
      if (taken) await endDeliveries(database, deliveries);
      else await postponeDeliveries(database, deliveries, clock.now());
    } catch (error) {
      // The claims run out by themselves, and the news comes again.
      log.warn({ err: error, deliveries: deliveries.length }, 'sandbox: not recorded');
    }
  }

  async function post(deliveries: readonly Delivery[]): Promise<Answer> {
    const body = writeWebhook(deliveries.map(({ news }) => news));
    const ids = { paymentId: deliveries[0]?.news.paymentId, news: deliveries.length };
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: sign(secret, body, clock.now()),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer(); // read to the end, or the connection is not used again
      const { ok, status } = response;
      if (ok) return 'taken';
      log.warn({ ...ids, status }, 'sandbox: webhook refused');
      return status === 429 || status === 503 ? 'missed' : 'refused';
    } catch (error) {
      // `fetch failed` says nothing; its cause does.
      const reason = String((error instanceof Error && error.cause) || error);
      log.warn({ ...ids, reason }, 'sandbox: webhook not reached');
      return 'missed';
    }
  }

  function sendWaiting(): void {
    while (!stopped && waiting.length > 0 && inFlight.size < maxInFlight) {
      const flight = deliver(waiting.splice(0, maxNews)).then(() => {
        inFlight.delete(flight);
        sendWaiting();
      });
      inFlight.add(flight);
    }
  }

  const deliveries: Deliveries = {
    get hasRoom() {
      return !stopped && waiting.length < maxWaiting;
    },
    send(claimed) {
      waiting.push(...claimed);
      sendWaiting();
    },
    async pump() {
      while (deliveries.hasRoom) {
        const due = await claimDeliveries(database, clock.now(), claimedAtOnce);
        deliveries.send(due);
        if (due.length < claimedAtOnce) return;
      }
    },
    async stop() {
      stopped = true;
      const left = waiting;
      waiting = [];
      await Promise.all(inFlight);
      // Due again soon after the next start, and not only when the claims end.
      if (left.length > 0) await record(left, false);
    },
  };
  return deliveries;
}
