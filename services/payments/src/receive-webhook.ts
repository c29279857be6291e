import * as contracts from '@onsale/contracts/payments/http';
import { invalid, notFound, route } from '@onsale/runtime';
import { type PaymentProvider, type ProviderNews, UntrustedWebhook } from './provider.js';
import type { TakeNews } from './take-news.js';

/** `POST /api/payments/webhooks/:provider`: 204 only when all its news is durable, else it comes again. */
export const receiveWebhook = (
  providers: ReadonlyMap<string, PaymentProvider>,
  takeNews: TakeNews,
) =>
  route(contracts.receiveWebhook, async ({ params, body, rawHeaders, traceparent, log }) => {
    const provider = providers.get(params.provider);
    if (!provider) throw notFound('payment provider');

    let news: readonly ProviderNews[];
    try {
      // A request without a body has none to give.
      news = provider.readWebhook(body ?? new Uint8Array(), rawHeaders);
    } catch (error) {
      if (!(error instanceof UntrustedWebhook)) throw error;
      throw invalid({ message: error.message });
    }
    const outcomes = await Promise.all(news.map((one) => takeNews(one, traceparent)));
    const unknown = news.find((_, index) => outcomes[index] === 'unknown');
    if (unknown) {
      // Not acknowledged: money may be in, and the provider's side then shows that nobody took it.
      const { paymentId, status } = unknown;
      log.error({ paymentId, status }, 'news of an unknown payment');
      throw notFound('payment');
    }
    return { status: 204 };
  });
