import * as contracts from '@onsale/contracts/payments/http';
import { invalid, notFound, route } from '@onsale/runtime';
import type { ApplyUpdate } from './apply-update.js';
import { type PaymentProvider, type PaymentUpdate, UntrustedWebhook } from './provider.js';

/** `POST /api/payments/webhooks/:provider`: 204 once all its updates are durable, else it comes again. */
export const receiveWebhook = (
  providers: ReadonlyMap<string, PaymentProvider>,
  applyUpdate: ApplyUpdate,
) =>
  route(contracts.receiveWebhook, async ({ params, body, rawHeaders, traceparent, log }) => {
    const provider = providers.get(params.provider);
    if (!provider) throw notFound('payment provider');

    let updates: readonly PaymentUpdate[];
    try {
      // A request without a body has none to give.
      updates = provider.readWebhook(body ?? new Uint8Array(), rawHeaders);
    } catch (error) {
      if (!(error instanceof UntrustedWebhook)) throw error;
      throw invalid({ message: error.message });
    }
    const outcomes = await Promise.all(updates.map((one) => applyUpdate(one, traceparent)));
    const unknown = updates.find((_, index) => outcomes[index] === 'unknown');
    if (unknown) {
      // Not acknowledged: money may be in, and the provider's dashboard then shows the failed delivery.
      const { paymentId, status } = unknown;
      log.error({ paymentId, status }, 'update of an unknown payment');
      throw notFound('payment');
    }
    return { status: 204 };
  });
