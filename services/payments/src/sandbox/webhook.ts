import { FailureCode } from '@onsale/contracts/payments/messages';
import { Id, Instant, Money } from '@onsale/contracts/values';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { type ProviderNews, UntrustedWebhook } from '../provider.js';

// Nothing taken is not money taken.
const Taken = Type.Object({ ...Money.properties, amount: Type.Integer({ minimum: 1 }) });
const base = { paymentId: Id, occurredAt: Instant };

const WebhookBody = Type.Union([
  Type.Object({ ...base, type: Type.Literal('payment.captured'), amount: Taken }),
  Type.Object({ ...base, type: Type.Literal('payment.failed'), failureCode: FailureCode }),
  Type.Object({ ...base, type: Type.Literal('payment.refunded') }),
]);
const validator = Compile(WebhookBody);

/** The news as the sandbox sends it. */
export function writeWebhook(news: ProviderNews): string {
  const { paymentId, at, status, ...rest } = news;
  return JSON.stringify({
    type: `payment.${status}`,
    paymentId,
    occurredAt: at.toISOString(),
    ...rest,
  });
}

/**
 * Reads a body whose signature was found good.
 * @throws UntrustedWebhook when it is not of the sandbox's form all the same
 */
export function parseWebhook(body: Uint8Array): ProviderNews {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new UntrustedWebhook('The body is not JSON.');
  }
  if (!validator.Check(value)) throw new UntrustedWebhook('The body is not a sandbox webhook.');
  const { paymentId } = value;
  const at = new Date(value.occurredAt);
  if (Number.isNaN(at.getTime())) throw new UntrustedWebhook('There is no such day or time.');
  switch (value.type) {
    case 'payment.captured':
      return { paymentId, at, status: 'captured', amount: value.amount };
    case 'payment.failed':
      return { paymentId, at, status: 'failed', failureCode: value.failureCode };
    case 'payment.refunded':
      return { paymentId, at, status: 'refunded' };
  }
}
