import { accountCreated } from '@onsale/contracts/auth/messages';
import type { Message } from '@onsale/contracts/message';
import { describe, expect, it } from 'vitest';
import { newId } from '../src/ids.js';
import { newMessage } from '../src/messages.js';
import { handleTraced, publishTraced } from '../src/traced-messages.js';
import { createTracing, readTraceparent, tracerOf, writeTraceparent } from '../src/tracing.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a traceparent', () => {
  it.each([traceparent, traceparent.replace(/01$/, '00')])('%s is read and written', (text) => {
    const context = readTraceparent(text);
    expect(context && writeTraceparent(context)).toBe(text);
  });

  it.each([
    'trace',
    undefined,
    ['a', 'b'],
    traceparent.toUpperCase(),
    traceparent.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    traceparent.replace('b7ad6b7169203331', '0'.repeat(16)),
    `${traceparent}-more`,
  ])('%s is none', (text) => expect(readTraceparent(text)).toBeUndefined());
});

describe('without a collector of traces', () => {
  const accountId = newId();
  const data = { accountId, version: 1, name: 'Ann', email: 'ann@example.org' };
  const message: Message = newMessage(accountCreated, {
    subject: accountId,
    time: new Date(),
    data,
    traceparent,
  });

  it('no tracer exists', () => expect(tracerOf('orders')).toBeUndefined());

  it('a step passes on the trace that it received', async () => {
    const tracing = createTracing(undefined);
    expect(tracing.begin('step', traceparent).traceparent).toBe(traceparent);
    expect(await tracing.during('step', traceparent, async (followed) => followed)).toBe(
      traceparent,
    );
  });

  it('messages are handled and published unchanged', async () => {
    const batch = [message];
    await handleTraced(undefined, 'orders.any', batch, async (handled) => {
      expect(handled).toBe(batch);
    });
    await publishTraced(undefined, batch, async (published) => expect(published).toBe(batch));
  });
});
