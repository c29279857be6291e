import * as contracts from '@onsale/contracts/payments/http';
import { invalid, notFound, route } from '@onsale/runtime';
import type { ApplyUpdate } from './apply-update.js';
import { type PaymentProvider, type PaymentUpdate, UntrustedWebhook } from './provider.js';

/**
 * `POST /api/payments/webhooks/:provider`: answers 204 once all updates are durable; otherwise the
 * provider sends it again.
 */
export const receiveWebhook = (
  providers: ReadonlyMap<string, PaymentProvider>,
  applyUpdate: ApplyUpdate,
) =>
  route(contracts.receiveWebhook, async ({ params, body, rawHeaders, traceparent, log }) => {
    const provider = providers.get(params.provider);
    if (!provider) throw notFound('payment provider');

    let updates: readonly PaymentUpdate[];
    try {
      // The body is undefined for a request without one.
      updates = provider.readWebhook(body ?? new Uint8Array(), rawHeaders);
    } catch (error) {
      if (!(error instanceof UntrustedWebhook)) throw error;
      throw invalid({ message: error.message });
    }
    const outcomes = await Promise.all(updates.map((one) => applyUpdate(one, traceparent)));
    const unknown = updates.find((_, index) => outcomes[index] === 'unknown');
    if (unknown) {
      // Not acknowledged, so that the provider's dashboard shows the failed delivery: money may
      // have come in.
      const { paymentId, status } = unknown;
      log.error({ paymentId, status }, 'update of an unknown payment');
      throw notFound('payment');
    }
    return { status: 204 };
  });
