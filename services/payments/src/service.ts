import { defineService, integer, text } from '@onsale/runtime';
import { createApplyUpdate } from './apply-update.js';
import { cardAttempts } from './card-attempts.js';
import { createOrderFinder } from './find-order.js';
import { measured } from './measured-provider.js';
import { onOrder } from './on-order.js';
import { pay } from './pay.js';
import type { PaymentProvider } from './provider.js';
import { getPayment, listPayments } from './read-payments.js';
import { receiveWebhook } from './receive-webhook.js';
import { reconcile } from './reconcile.js';
import { refundPayments } from './refund-payments.js';
import { createSandbox } from './sandbox/sandbox.js';
import { countRefundsDue } from './store-payments.js';

/** Takes payments, and carries out the refunds that `orders` decides. */
export const payments = defineService({
  name: 'payments',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {
    webhookBaseUrl: text('ONSALE_WEBHOOK_BASE_URL', {
      doc: 'Address at which the sandbox provider delivers its webhooks to this site',
      default: 'http://127.0.0.1:3000',
      pattern: /^https?:\/\/[^/?#\s]+\/?$/,
      expected: 'an address like http://127.0.0.1:3000, without a path',
    }),
    webhookSecret: text('ONSALE_WEBHOOK_SECRET', {
      doc: 'Signs the webhooks of the sandbox provider',
      pattern: /^\S{32,200}$/,
      expected: '32 to 200 characters without spaces',
      secret: true,
    }),
    reconcileAfterSeconds: integer('ONSALE_RECONCILE_AFTER_SECONDS', {
      doc: 'After how long without an update the payment provider is asked about a payment, in seconds',
      default: 10,
      min: 1,
      max: 3600,
    }),
    failedPerAccount: integer('ONSALE_FAILED_CARDS_PER_ACCOUNT', {
      doc: 'Card payments of one account that may fail within an hour, over all orders',
      default: 10,
      min: 1,
      max: 100_000,
    }),
    failedPerCard: integer('ONSALE_FAILED_CARDS_PER_CARD', {
      doc: 'The same of one card, whichever account tries it; test cards of the sandbox do not count',
      default: 10,
      min: 1,
      max: 100_000,
    }),
    failedPerAddress: integer('ONSALE_FAILED_CARDS_PER_ADDRESS', {
      doc: 'The same from one network address; a campus behind one address may have thousands of people',
      default: 200,
      min: 1,
      max: 100_000,
    }),
  },
  setup(context) {
    const { database, metrics, settings } = context;
    const sandbox = createSandbox(context, settings);
    const provider = measured(sandbox, metrics);
    const providers = new Map<string, PaymentProvider>([[provider.name, provider]]);
    const finder = createOrderFinder(database);
    const attempts = cardAttempts(context, settings, settings.webhookSecret);
    const applyUpdate = createApplyUpdate(context, attempts);
    const refunds = refundPayments(context, { providers, applyUpdate });
    const { reconcileAfterSeconds } = settings;
    metrics.gauge('refunds_due', 'Payments that must be refunded and are not yet', () =>
      countRefundsDue(database),
    );
    return {
      routes: [
        pay(context, { finder, provider, attempts, reconcileAfterSeconds }),
        getPayment(database),
        listPayments(context),
        receiveWebhook(providers, applyUpdate),
      ],
      subscriptions: [onOrder(context, finder, refunds)],
      tasks: [
        sandbox.deliveries,
        reconcile(context, { providers, applyUpdate, afterSeconds: reconcileAfterSeconds }),
        refunds,
      ],
    };
  },
});
