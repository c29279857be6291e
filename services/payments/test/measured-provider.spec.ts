import { createMetrics } from '@onsale/runtime';
import { describe, expect, it } from 'vitest';
import { callWithRetry } from '../src/call-with-retry.js';
import { measured } from '../src/measured-provider.js';
import type { PaymentProvider } from '../src/provider.js';

/** A provider that answers as the test wants: at once, never, or with an error. */
function provider(answer: () => Promise<'unknown'>): PaymentProvider {
  return {
    name: 'test',
    isTestCard: () => true,
    createPayment: () => Promise.resolve(),
    findPayment: answer,
    refund: () => Promise.resolve('processing'),
    readWebhook: () => [],
  };
}

async function outcomesOf(answer: () => Promise<'unknown'>): Promise<string[]> {
  const metrics = createMetrics('payments');
  const asked = measured(provider(answer), metrics);
  const retryPolicy = { timeoutMs: 20, attempts: 2 };
  await callWithRetry((signal) => asked.findPayment('id', signal), retryPolicy).catch(
    () => undefined,
  );
  const counted = /_seconds_count{provider="test",operation="find",outcome="(\w+)"[^}]*} (\d+)/g;
  return [...(await metrics.render()).matchAll(counted)].map(([, outcome, n]) => `${outcome} ${n}`);
}

describe('a call to a provider is measured', () => {
  it('when it is answered', async () => {
    expect(await outcomesOf(() => Promise.resolve('unknown'))).toEqual(['answered 1']);
  });

  it('each time it fails', async () => {
    expect(await outcomesOf(() => Promise.reject(new Error('no')))).toEqual(['failed 2']);
  });

  it('when its caller stops waiting, even if it never ends', async () => {
    expect(await outcomesOf(() => new Promise(() => undefined))).toEqual(['late 2']);
  });
});
