import {
  atMost,
  createWorkQueue,
  type ServiceContext,
  type WorkOutcome,
  type WorkQueue,
} from '@onsale/runtime';
import { sign, signatureHeader } from './signature.js';
import {
  type Delivery,
  type DeliveryRow,
  endDeliveries,
  keyOf,
  readDeliveries,
  waitingDeliveries,
} from './store.js';
import { maxUpdates, writeWebhook } from './webhook.js';

/** The most webhooks in flight; further updates meanwhile collect for the next one. */
const maxInFlight = 2;
/** The most updates in memory: few enough to be sent long before their claims end. */
const maxClaimed = 2_000;
const aloneAtOnce = 8;
const timeoutMs = 5_000;

/** `refused`: the receiver rejected it. `missed`: the receiver was away or too busy. */
type Answer = 'taken' | 'refused' | 'missed';

/** Delivers the updates of the sandbox by webhook, with retries until they are accepted. */
export function createDeliveries(
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'metrics'>,
  { webhookUrl, secret }: { readonly webhookUrl: string; readonly secret: string },
): WorkQueue<Delivery> {
  const { database, clock, log } = context;
  const alone = atMost({ running: aloneAtOnce, waiting: maxInFlight * maxUpdates });

  /** Sends several updates in one webhook; if that is refused, sends each alone. */
  async function deliver(deliveries: readonly Delivery[]): Promise<WorkOutcome[]> {
    const answer = await post(deliveries);
    if (answer === 'refused' && deliveries.length > 1) {
      const outcomes = await Promise.all(
        deliveries.map((delivery) => alone(() => deliver([delivery]))),
      );
      return outcomes.flat();
    }
    if (answer === 'taken') await endDeliveries(database, deliveries);
    return deliveries.map(() => (answer === 'taken' ? 'done' : 'again'));
  }

  async function post(deliveries: readonly Delivery[]): Promise<Answer> {
    const body = writeWebhook(deliveries.map(({ update }) => update));
    const ids = { paymentId: deliveries[0]?.update.paymentId, updates: deliveries.length };
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
      await response.arrayBuffer(); // read to the end, so that the connection can be reused
      const { ok, status } = response;
      if (ok) return 'taken';
      log.warn({ ...ids, status }, 'sandbox: webhook refused');
      return status === 429 || status === 503 ? 'missed' : 'refused';
    } catch (error) {
      // `fetch failed` says nothing, so log its cause.
      const reason = String((error instanceof Error && error.cause) || error);
      log.warn({ ...ids, reason }, 'sandbox: webhook not reached');
      return 'missed';
    }
  }

  return createWorkQueue(context, {
    name: 'sandbox-deliveries',
    rows: waitingDeliveries,
    // Finds updates that have become due, and those that another process left behind.
    everyMs: 200,
    batch: maxUpdates,
    width: maxInFlight,
    maxClaimed,
    read: (rows: readonly DeliveryRow[]) => readDeliveries(database, rows),
    keyOf,
    work: deliver,
  });
}
