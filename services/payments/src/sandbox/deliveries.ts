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

/** While these are under way the updates that come meanwhile collect, and go together. */
const maxInFlight = 2;
/** Updates in memory: few enough to go out long before their claims end. */
const maxClaimed = 2_000;
const aloneAtOnce = 8;
const timeoutMs = 5_000;

/** `refused`: by the webhook itself. `missed`: it was away or too busy. */
type Answer = 'taken' | 'refused' | 'missed';

/** Brings the sandbox's updates to the webhook, until they are taken. */
export function createDeliveries(
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'metrics'>,
  { webhookUrl, secret }: { readonly webhookUrl: string; readonly secret: string },
): WorkQueue<Delivery> {
  const { database, clock, log } = context;
  const alone = atMost({ running: aloneAtOnce, waiting: maxInFlight * maxUpdates });

  /** Several updates in one webhook; refused together, each goes alone. */
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

  return createWorkQueue(context, {
    name: 'sandbox-deliveries',
    rows: waitingDeliveries,
    // Finds what became due with time, and what another process or an earlier one left.
    everyMs: 200,
    batch: maxUpdates,
    width: maxInFlight,
    maxClaimed,
    read: (rows: readonly DeliveryRow[]) => readDeliveries(database, rows),
    keyOf,
    work: deliver,
  });
}
