import { formatAmount } from '@onsale/contracts/money';
import type { Money } from '@onsale/contracts/values';
import { broughtText, type Texts } from './texts';

export { decimalAmount } from '@onsale/contracts/money';

const keyOf = ({ amount, currency }: Money) => `${currency} ${amount}`;

/** `€39.00` */
export const formatMoney = (money: Money, locale: string): string =>
  broughtText(keyOf(money)) ?? formatAmount(money, locale);

/** The texts of `formatMoney` for these amounts, for a page to bring. */
export const moneyTexts = (amounts: readonly Money[], locale: string): Texts =>
  Object.fromEntries(amounts.map((money) => [keyOf(money), formatAmount(money, locale)]));

/** `€39.00`, or `Free` for zero. */
export const formatPrice = (money: Money, locale: string): string =>
  money.amount === 0 ? 'Free' : formatMoney(money, locale);

/** The price of a quantity. */
export const times = ({ amount, currency }: Money, quantity: number): Money => ({
  amount: amount * quantity,
  currency,
});
