import { formatAmount as formatMoney } from '@onsale/contracts/money';
import type { Money } from '@onsale/contracts/values';

export { decimalAmount, formatAmount as formatMoney } from '@onsale/contracts/money';

/** `€39.00`, and `Free` for nothing. */
export const formatPrice = (money: Money, locale: string): string =>
  money.amount === 0 ? 'Free' : formatMoney(money, locale);

/** The price of a quantity. */
export const times = ({ amount, currency }: Money, quantity: number): Money => ({
  amount: amount * quantity,
  currency,
});
