import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UntrustedWebhook } from '../src/provider.js';
import { judge } from '../src/sandbox/cards.js';
import { sign, whyUntrusted } from '../src/sandbox/signature.js';
import { maxUpdates, parseWebhook, writeWebhook } from '../src/sandbox/webhook.js';

const now = new Date('2026-11-20T10:00:00.000Z');
const expiresAt = new Date('2026-11-20T10:15:00.000Z');
const card = (number: string, expiry = '12/30') => ({ number, expiry, cvc: '123' });

describe('the test cards', () => {
  it.each([
    ['4242 4242 4242 4242', 'captured', null, now],
    ['4242424242424242', 'captured', null, now],
    ['4000 0000 0000 0002', 'failed', 'card_declined', now],
    ['4000 0000 0000 3220', 'captured', null, new Date('2026-11-20T10:00:05.000Z')],
    ['4000 0000 0000 9995', 'captured', null, new Date('2026-11-20T10:15:02.000Z')],
    ['4111 1111 1111 1111', 'failed', 'card_invalid', now],
  ])('%s: %s', (number, outcome, failureCode, settlesAt) => {
    expect(judge(card(number), now, expiresAt)).toEqual({ outcome, failureCode, settlesAt });
  });

  it.each([
    ['11/26', 'captured'],
    ['11 / 26', 'captured'],
    ['10/26', 'failed'],
    ['12/25', 'failed'],
  ])('good to the end of the month %s: %s', (expiry, outcome) => {
    expect(judge(card('4242424242424242', expiry), now, expiresAt).outcome).toBe(outcome);
  });
});

describe('the webhook signature', () => {
  const secret = 'whsec_0123456789abcdef0123456789abcdef';
  const body = Buffer.from('{"a":1}');
  const good = sign(secret, body, now);
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  it('is the HMAC-SHA256 of time and body, in hex', () => {
    const hmac = createHmac('sha256', secret).update('1795168800.{"a":1}').digest('hex');
    expect(good).toBe(`t=1795168800,v1=${hmac}`);
  });

  it('is valid for five minutes, before and after', () => {
    for (const seconds of [-300, 0, 300]) {
      expect(whyUntrusted(secret, good, body, later(seconds))).toBeUndefined();
    }
    for (const seconds of [-301, 301]) {
      expect(whyUntrusted(secret, good, body, later(seconds))).toMatch(/five minutes/);
    }
  });

  it('is refused for another body, secret or time, and in any other form', () => {
    expect(whyUntrusted(secret, good, Buffer.from('{"a":2}'), now)).toBeDefined();
    expect(whyUntrusted(`${secret}x`, good, body, now)).toBeDefined();
    expect(
      whyUntrusted(secret, good.replace('t=1795168800', 't=1795168801'), body, now),
    ).toBeDefined();
    for (const bad of [undefined, '', 'v1=00', `${good},v1=00`, [good, good]]) {
      expect(whyUntrusted(secret, bad, body, now)).toBeDefined();
    }
  });
});

describe('the webhook body', () => {
  it('reads back as written, and any other body is refused', () => {
    const paymentId = '01930000-0000-7000-8000-000000000001';
    const amount = { amount: 4999, currency: 'EUR' };
    const news = [
      { paymentId, at: now, status: 'captured' as const, amount },
      { paymentId, at: now, status: 'failed' as const, failureCode: 'card_declined' as const },
      { paymentId, at: now, status: 'refunded' as const },
    ];
    expect(parseWebhook(Buffer.from(writeWebhook(news)))).toEqual(news);
    const [alone] = JSON.parse(writeWebhook(news));
    expect(parseWebhook(Buffer.from(JSON.stringify(alone)))).toEqual([news[0]]);
    const tooMany = Array.from({ length: maxUpdates + 1 }, () => alone);
    for (const bad of [[], tooMany, [alone, {}], [[alone]]]) {
      expect(() => parseWebhook(Buffer.from(JSON.stringify(bad)))).toThrow(UntrustedWebhook);
    }
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => parseWebhook(Buffer.from(text))).toThrow(UntrustedWebhook);
      }),
    );
  });
});
