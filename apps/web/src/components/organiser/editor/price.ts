import { decimalAmount, minorDigits } from '@onsale/contracts/money';

/** As large as the API takes, in minor units. */
const maxAmount = 100_000_000_00;

/**
 * Reads a price as it is typed, in major units: `12`, `12.5`, `12,50`, and in the full-width
 * digits of an East Asian keyboard.
 * @returns integer minor units; undefined when it is no price in that currency
 */
export function parsePrice(typed: string, currency: string): number | undefined {
  const match = /^(\d{1,11})(?:[.,](\d+))?$/.exec(typed.normalize('NFKC').trim());
  if (!match) return undefined;
  const digits = minorDigits(currency);
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > digits) return undefined;
  const amount = Number(whole + fraction.padEnd(digits, '0'));
  return amount <= maxAmount ? amount : undefined;
}

/** Minor units as one types them: 1250 EUR → `12.50`. */
export const showPrice = (amount: number, currency: string): string =>
  decimalAmount({ amount, currency });

/** How a price looks in the currency, for hints: `12.50`, `1200`, `12.500`. */
export function examplePrice(currency: string): string {
  const digits = minorDigits(currency);
  return digits === 0 ? '1200' : (12.5).toFixed(digits);
}
