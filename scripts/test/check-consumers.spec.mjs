import { describe, expect, it } from 'vitest';
import { findBlindConsumers } from '../check-structure.mjs';

const file = (text, path = 'services/mail/src/on-order.ts') => [{ path, text }];

describe('the check of consumers', () => {
  it('rejects a consumer that casts its messages', () => {
    const cast = 'latestBySubject(messages as readonly Message<string, OrderState>[])';
    expect(findBlindConsumers(file(cast))).toHaveLength(1);
    expect(findBlindConsumers(file(cast, 'services/mail/test/on-order.spec.ts'))).toEqual([]);
  });

  it('rejects a consumer that subscribes by hand', () => {
    const byHand = "({\n  name: 'mail.order',\n  types: [orderPaid.type],\n  handle,\n})";
    expect(findBlindConsumers(file(byHand))).toHaveLength(1);
    const typed = "subscription({\n  name: 'mail.order',\n  to: [orderPaid],\n  handle,\n})";
    expect(findBlindConsumers(file(typed))).toEqual([]);
  });
});
