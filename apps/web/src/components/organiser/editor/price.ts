import { latinDigits } from '@onsale/contracts/digits';
import { decimalAmount, minorDigits } from '@onsale/contracts/money';
import { cleanText } from '@onsale/contracts/text';

/** The API's maximum, in minor units. */
const maxAmount = 100_000_000_00;

/**
 * Reads a typed price in major units: `12`, `12.5`, `12,50`, `.50`, `€ 45`, `45 EUR`, `45,-`,
 * `45:-`, in the digits of any keyboard, and with thousands separators wherever they are unambiguous: `1'250`,
 * `1 250,50`, `1.250,50`, `¥1,250`, and not `€1,250`.
 * @returns integer minor units; undefined when it is no price in that currency
 */
export function parsePrice(typed: string, currency: string): number | undefined {
  const digits = minorDigits(currency);
  const seen = latinDigits(cleanText(typed, 'line').normalize('NFKC'));
  const bare = withoutCurrency(
    seen.replaceAll('٫', '.').replaceAll('٬', "'").replace(/ ?:-/, ',-'),
    currency,
  );
  const match = /^(\d{0,11})(?:[.,](\d+|[-–—]))?$/.exec(withoutGroups(bare, digits));
  if (!match || !/\d/.test(bare)) return undefined;
  const [, whole = '', cents = ''] = match;
  // Some people write whole units as `45,-`.
  const fraction = /\d/.test(cents) ? cents : '';
  if (fraction.length > digits) return undefined;
  const amount = Number(whole + fraction.padEnd(digits, '0'));
  return amount <= maxAmount ? amount : undefined;
}

/** Thousands separators, including the Indian grouping: 1,00,000. */
const grouped =
  /^(\d{1,3}(?:([ '’.,])\d{2,3}(?:\2\d{2,3})*?)??([ '’.,])\d{3})(?:(?!\3)([.,])(?:\d+|[-–—]))?$/;

function withoutGroups(text: string, digits: number): string {
  const [, whole = '', earlier, sign = '', point] = grouped.exec(text) ?? [];
  if (sign === '' || (earlier ?? sign) !== sign) return text;
  // A comma or full stop alone, with three digits behind it, may be the decimal sign.
  const isClear = !'.,'.includes(sign) || earlier || point || digits === 0;
  return isClear ? whole.replaceAll(sign, '') + text.slice(whole.length) : text;
}

/** Removes the sign or code of this currency, and of no other, before or after the number. */
function withoutCurrency(text: string, currency: string): string {
  const lower = text.toLowerCase();
  for (const name of namesOf(currency)) {
    if (lower.startsWith(name)) return text.slice(name.length).trim();
    if (lower.endsWith(name)) return text.slice(0, -name.length).trim();
  }
  return text;
}

/** What people at home write, apart from the signs. */
const homeNames: Readonly<Record<string, string>> = {
  ...{ EUR: 'euro euros', CHF: 'fr sfr', USD: 'us$', AUD: 'au$', TRY: 'tl', PLN: 'zl' },
  ...{ DKK: 'kr', NOK: 'kr', SEK: 'kr', JPY: '円', CNY: '元', KRW: '원', VND: 'đ', PEN: 's/' },
  ...{ RUB: 'руб', UAH: 'грн', RSD: 'din', XOF: 'cfa fcfa', XAF: 'cfa fcfa', KES: 'ksh' },
  ...{ AED: 'dh dhs', MAD: 'dh dhs', INR: 'rs', PKR: 'rs', LKR: 'rs' },
};

/** In small letters, the longest first. */
const namesOf = (currency: string): string[] =>
  [
    ...[currency, ...signsOf(currency)],
    // "Fr. 20", "20 kr."
    ...(homeNames[currency]?.split(' ') ?? []).flatMap((name) => [name, `${name}.`]),
  ]
    .map((name) => name.toLowerCase())
    .sort((one, other) => other.length - one.length);

/** `€`; `NOK`, `kr`: the signs that writers of English know. */
function signsOf(currency: string): string[] {
  return (['symbol', 'narrowSymbol'] as const).flatMap((currencyDisplay) =>
    new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .flatMap(({ type, value }) => (type === 'currency' ? [value.normalize('NFKC')] : [])),
  );
}

/** Minor units in the form in which people type them: 1250 EUR → `12.50`. */
export const showPrice = (amount: number, currency: string): string =>
  decimalAmount({ amount, currency });

/** An example price in the currency, for hints: `12.50`, `1200`, `12.500`. */
export function examplePrice(currency: string): string {
  const digits = minorDigits(currency);
  return digits === 0 ? '1200' : (12.5).toFixed(digits);
}
