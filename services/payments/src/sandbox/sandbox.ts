import { coalesce, type ServiceContext, type Task } from '@onsale/runtime';
import { type PaymentProvider, type PaymentUpdate, UntrustedWebhook } from '../provider.js';
import { isTestCard, judge } from './cards.js';
import { createDeliveries } from './deliveries.js';
import { signatureHeader, whyUntrusted } from './signature.js';
import { insertCharges, type JudgedCharge, readCharges, refundCharges } from './store.js';
import { parseWebhook } from './webhook.js';

export interface SandboxOptions {
  /** Origin of the site: `http://127.0.0.1:3000`. */
  readonly webhookBaseUrl: string;
  readonly webhookSecret: string;
}

const maxBatch = 500;
const maxQueue = 10_000;

/**
 * A payment provider without money: durable, idempotent, and with signed webhooks over HTTP like a
 * real one. `cards.ts` defines what each card does.
 */
export function createSandbox(
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'metrics'>,
  { webhookBaseUrl, webhookSecret }: SandboxOptions,
): PaymentProvider & { readonly deliveries: Task } {
  const { database, clock } = context;
  const name = 'sandbox';
  const webhookUrl = new URL(`/api/payments/webhooks/${name}`, webhookBaseUrl).href;
  const deliveries = createDeliveries(context, { webhookUrl, secret: webhookSecret });

  const charge = coalesce<JudgedCharge, void>({
    async run(charges) {
      const claimUntil = deliveries.hasRoom ? clock.now() : null;
      deliveries.offer(await insertCharges(database, charges, claimUntil));
      return charges.map(() => undefined);
    },
    maxBatch,
    maxQueue,
  });

  const refund = coalesce<string, PaymentUpdate>({
    async run(paymentIds) {
      await refundCharges(database, paymentIds, clock.now());
      const charges = await readCharges(database, paymentIds);
      return paymentIds.map((paymentId) => {
        const at = charges.get(paymentId)?.refundedAt;
        return at
          ? { paymentId, status: 'refunded', at }
          : new Error(`sandbox: nothing was captured for payment ${paymentId}`);
      });
    },
    maxBatch,
    maxQueue,
  });

  return {
    name,
    isTestCard,
    createPayment: ({ paymentId, amount, card, expiresAt }) =>
      charge({ paymentId, amount, ...judge(card, clock.now(), expiresAt) }),
    async findPayment(paymentId) {
      const found = (await readCharges(database, [paymentId])).get(paymentId);
      if (!found) return 'unknown';
      return clock.now() < found.settled.at ? 'processing' : found.settled;
    },
    refund: (paymentId) => refund(paymentId),
    readWebhook(body, headers) {
      const wrong = whyUntrusted(webhookSecret, headers[signatureHeader], body, clock.now());
      if (wrong !== undefined) throw new UntrustedWebhook(wrong);
      return parseWebhook(body);
    },
    deliveries,
  };
}
