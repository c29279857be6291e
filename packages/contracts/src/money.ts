import { currencyTable } from './currency-table.js';
import type { Money } from './values.js';

interface Currency {
  readonly digits: number;
  readonly name: string;
}

const currencies: ReadonlyMap<string, Currency> = new Map(
  currencyTable
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, 3), { digits: Number(line.slice(4, 5)), name: line.slice(6) }]),
);

/** Every code that prices may be in, in the order of the alphabet. */
export const currencyCodes: readonly string[] = [...currencies.keys()];

/** Whether prices may be in it: an active ISO 4217 code, upper case, that people pay in. */
export const isCurrency = (code: string): boolean => currencies.has(code);

/** `Euro`, in English; the code itself when it is none that prices may be in. */
export const currencyName = (code: string): string => currencies.get(code)?.name ?? code;

/**
 * Digits after the point of a currency: 2 for EUR and HUF, 0 for JPY, 3 for KWD. 2 for what was
 * withdrawn after it was stored. Never the runtime's locale data, which says how people write
 * (`HUF` without decimals, since one release of Node) and not what a minor unit is.
 */
export const minorDigits = (currency: string): number => currencies.get(currency)?.digits ?? 2;

/**
 * An amount in major units, for programs and form fields: 499000 HUF → `4990.00`, 1500 JPY →
 * `1500`. Exact for every safe integer.
 */
export function decimalAmount({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * An amount the way people of a locale write it: `€39.00`, `4.990,00 Ft`. Always in Latin digits,
 * and with exactly the currency's own number of them after the point.
 * @param locale BCP 47
 */
export function formatAmount(money: Money, locale: string): string {
  // As text: a number of major units would be rounded to what a double holds.
  return formatter(money.currency, locale).format(decimalAmount(money) as `${number}`);
}

/** Making a formatter costs as much as a hundred formattings. */
const formatters = new Map<string, Intl.NumberFormat>();
const mostFormatters = 1_000;

function formatter(currency: string, locale: string): Intl.NumberFormat {
  const key = `${currency} ${locale}`;
  let found = formatters.get(key);
  if (!found) {
    const digits = minorDigits(currency);
    found = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      numberingSystem: 'latn',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    if (formatters.size >= mostFormatters) formatters.clear();
    formatters.set(key, found);
  }
  return found;
}
