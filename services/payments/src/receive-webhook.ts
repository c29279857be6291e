import * as contracts from '@onsale/contracts/payments/http';
import { invalid, notFound, route } from '@onsale/runtime';
import { type PaymentProvider, type ProviderNews, UntrustedWebhook } from './provider.js';
import type { TakeNews } from './take-news.js';

/** `POST /api/payments/webhooks/:provider`: 204 only when the news is durable, so it comes again. */
export const receiveWebhook = (
  providers: ReadonlyMap<string, PaymentProvider>,
  takeNews: TakeNews,
) =>
  route(contracts.receiveWebhook, async ({ params, body, rawHeaders, log }) => {
    const provider = providers.get(params.provider);
    if (!provider) throw notFound('payment provider');

    let news: ProviderNews | undefined;
    try {
      // A request without a body has none to give.
      news = provider.readWebhook(body ?? new Uint8Array(), rawHeaders);
    } catch (error) {
      if (!(error instanceof UntrustedWebhook)) throw error;
      throw invalid({ message: error.message });
    }
    if (news && (await takeNews(news)) === 'unknown') {
      // Not acknowledged: money may be in, and the provider's side then shows that nobody took it.
      log.error({ paymentId: news.paymentId, status: news.status }, 'news of an unknown payment');
      throw notFound('payment');
    }
    return { status: 204 };
  });
