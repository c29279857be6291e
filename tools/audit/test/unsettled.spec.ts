import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditOptions, audit } from '../src/index.js';
import { type Ledger, openLedger, type Sale, sellABit } from './ledger.js';

let ledger: Ledger;
let sale: Sale;
beforeEach(async () => {
  ledger = await openLedger();
  sale = await sellABit(ledger);
});
afterEach(() => ledger.stop());

const find = async (options: Partial<AuditOptions> = {}) => {
  const { checks } = await audit({ urls: ledger.urls, patienceMs: 0, ...options });
  return checks.flatMap((check) => check.findings);
};

/** A payment of which no news came, and what the provider has of it. @returns its id */
async function begin(minutesAgo: number, charge: string | undefined, provider = 'sandbox') {
  const id = await ledger.payment(sale.pendingId, { amount: 2500 });
  await ledger.payments.query(
    `update payment set status = 'processing', captured_at = null, provider = $2,
       created_at = now() - make_interval(mins => $3) where id = $1`,
    [id, provider, minutesAgo],
  );
  await ledger.payments.query(
    charge === undefined
      ? 'delete from sandbox_charge where payment_id = $1'
      : `update sandbox_charge set ${charge} where payment_id = $1`,
    [id],
  );
  return id;
}

const declined = `outcome = 'failed', failure_code = 'card_declined', settles_at = now()`;

describe('the audit of payments without an outcome finds', () => {
  it.each<[string, Parameters<typeof begin>, RegExp]>([
    [
      'one that the provider never received',
      [60, undefined],
      /still processing, 36\d\d s after it was begun, and the provider never received it\.$/,
    ],
    [
      'one that the provider has declined',
      [60, `${declined} - interval '10 minutes'`],
      /still processing, 6\d\d s after it should have an outcome\.$/,
    ],
    [
      'one at another provider, days old',
      [3_000, undefined, 'bank'],
      /processing, 18\d{4} s after/,
    ],
  ])('%s', async (_what, given, says) => {
    const id = await begin(...given);
    for (const options of [{}, { eventId: sale.eventId }]) {
      const found = await find(options);
      expect(found.map((one) => [one.check, one.ids])).toEqual([
        ['payments decided', [id, sale.pendingId]],
      ]);
      expect(found[0]?.text).toMatch(says);
    }
    const other = await ledger.putOnSale(5);
    expect(await find({ eventId: other.eventId })).toEqual([]);
    expect(await find({ atRest: true })).toEqual([]);
  });
});

describe('the audit of payments without an outcome ignores', () => {
  it.each<[string, Parameters<typeof begin>]>([
    ['one that the provider has not decided', [60, `settles_at = now() + interval '1 hour'`]],
    ['one that was declined a minute ago', [60, `${declined} - interval '1 minute'`]],
    ['one that was begun a minute ago', [1, undefined]],
    ['one at another provider, hours old', [600, undefined, 'bank']],
  ])('%s', async (_what, given) => {
    await begin(...given);
    expect(await find()).toEqual([]);
  });
});
