import { FailureCode } from '@onsale/contracts/payments/messages';
import { Id, Instant, Money } from '@onsale/contracts/values';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type PaymentUpdate, UntrustedWebhook } from '../provider.js';

// A captured amount is never 0.
const Taken = Type.Object({ ...Money.properties, amount: Type.Integer({ minimum: 1 }) });
const base = { paymentId: Id, occurredAt: Instant };

const Update = Type.Union([
  Type.Object({ ...base, type: Type.Literal('payment.captured'), amount: Taken }),
  Type.Object({ ...base, type: Type.Literal('payment.failed'), failureCode: FailureCode }),
  Type.Object({ ...base, type: Type.Literal('payment.refunded') }),
]);

/** The most updates in one webhook: about a quarter of the largest body. */
export const maxUpdates = 100;

const One = Compile(Update);
const Several = Compile(Type.Array(Update, { minItems: 1, maxItems: maxUpdates }));

/** The body of a webhook: an array of updates. */
export const writeWebhook = (updates: readonly PaymentUpdate[]): string =>
  JSON.stringify(
    updates.map(({ paymentId, at, status, ...rest }) => ({
      type: `payment.${status}`,
      paymentId,
      occurredAt: at.toISOString(),
      ...rest,
    })),
  );

/**
 * Parses a body whose signature was verified: one update, or an array of them.
 * @throws UntrustedWebhook if it does not have the form of the sandbox
 */
export function parseWebhook(body: Uint8Array): PaymentUpdate[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new UntrustedWebhook('The body is not JSON.');
  }
  if (Several.Check(value)) return value.map(readUpdate);
  if (One.Check(value)) return [readUpdate(value)];
  throw new UntrustedWebhook('The body is not a sandbox webhook.');
}

function readUpdate(value: Static<typeof Update>): PaymentUpdate {
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
