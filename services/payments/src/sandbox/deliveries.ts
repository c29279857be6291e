import { coalesce, type ServiceContext } from '@onsale/runtime';
import { sign, signatureHeader } from './signature.js';
import { claimDeliveries, type Delivery, endDeliveries, postponeDeliveries } from './store.js';
import { writeWebhook } from './webhook.js';

const maxInFlight = 64;
const timeoutMs = 5_000;

/** Brings the sandbox's news to the webhook, until it is taken. */
export interface Deliveries {
  /** Starts what is due now, as far as there is room. Call it whenever something may be due. */
  pump(): Promise<void>;
  /** The same for who has no time to wait. */
  wake(): void;
  /** Starts nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

export function createDeliveries(
  { database, clock, log }: Pick<ServiceContext, 'database' | 'clock' | 'log'>,
  { webhookUrl, secret }: { readonly webhookUrl: string; readonly secret: string },
): Deliveries {
  const inFlight = new Set<Promise<void>>();
  let pumping: Promise<void> = Promise.resolve();
  let claiming = false;
  let asked = false;
  let stopped = false;

  const finish = coalesce<{ delivery: Delivery; taken: boolean }, void>({
    async run(results) {
      const [ended, failed] = [true, false].map((taken) =>
        results.filter((result) => result.taken === taken).map((result) => result.delivery),
      );
      if (ended?.length) await endDeliveries(database, ended);
      if (failed?.length) await postponeDeliveries(database, failed, clock.now());
      return results.map(() => undefined);
    },
    maxBatch: maxInFlight,
    maxQueue: maxInFlight,
  });

  async function deliver(delivery: Delivery): Promise<void> {
    const taken = await post(delivery);
    // When this fails the claim runs out by itself, and the news comes again.
    await finish({ delivery, taken }).catch((error: unknown) =>
      log.warn({ err: error }, 'sandbox: a delivery was not recorded'),
    );
  }

  async function post({ news }: Delivery): Promise<boolean> {
    const body = writeWebhook(news);
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
      if (response.ok) return true;
      log.warn({ paymentId: news.paymentId, status: response.status }, 'sandbox: webhook refused');
    } catch (error) {
      // `fetch failed` says nothing; its cause does.
      const reason = String((error instanceof Error && error.cause) || error);
      log.warn({ paymentId: news.paymentId, reason }, 'sandbox: webhook not reached');
    }
    return false;
  }

  function start(delivery: Delivery): void {
    const flight = deliver(delivery).then(() => {
      inFlight.delete(flight);
      if (inFlight.size === maxInFlight / 2) wake(); // claim many at a time, not one by one
    });
    inFlight.add(flight);
  }

  async function claimWhileDue(): Promise<void> {
    claiming = true;
    try {
      while (asked && !stopped && inFlight.size <= maxInFlight / 2) {
        asked = false;
        const room = maxInFlight - inFlight.size;
        const due = await claimDeliveries(database, clock.now(), room);
        for (const delivery of due) start(delivery);
        if (due.length === room) asked = true;
      }
    } finally {
      claiming = false;
    }
  }

  function pump(): Promise<void> {
    asked = true;
    if (!claiming) pumping = claimWhileDue();
    return pumping;
  }

  function wake(): void {
    pump().catch((error: unknown) => log.warn({ err: error }, 'sandbox: deliveries wait'));
  }

  return {
    pump,
    wake,
    async stop() {
      stopped = true;
      await pumping.catch(() => undefined);
      await Promise.all(inFlight);
    },
  };
}
