import type { Money } from '@onsale/contracts/values';

/** Digits after the point of a currency: 2 for EUR, 0 for JPY. @param currency ISO 4217 */
export function minorDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

/** `€39.00`, in the reader's way of writing it. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

/** As `formatMoney`, and `Free` for nothing. */
export const formatPrice = (money: Money, locale: string): string =>
  money.amount === 0 ? 'Free' : formatMoney(money, locale);

/** What so many of something cost. */
export const times = ({ amount, currency }: Money, quantity: number): Money => ({
  amount: amount * quantity,
  currency,
});
