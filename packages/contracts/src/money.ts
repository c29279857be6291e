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

/** Every currency code that a price may have, in alphabetical order. */
export const currencyCodes: readonly string[] = [...currencies.keys()];

/**
 * Whether a price may have this currency: an active ISO 4217 code in upper case that people pay in.
 */
export const isCurrency = (code: string): boolean => currencies.has(code);

/** The English name, `Euro`; the code itself if no price may have it. */
export const currencyName = (code: string): string => currencies.get(code)?.name ?? code;

/**
 * Digits after the decimal point: 2 for EUR and HUF, 0 for JPY, 3 for KWD; 2 for a currency that
 * has been withdrawn. The locale data of the runtime is no source for this: it says how people
 * write amounts (in some releases of Node `HUF` without decimals), not what a minor unit is.
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
 * An amount as people write it in a locale: `€39.00`, `4.990,00 Ft`. Always in Latin digits, and
 * with as many decimals as the currency has.
 * @param locale BCP 47
 */
export function formatAmount(money: Money, locale: string): string {
  // Formatted from text, because a number of major units would lose digits as a double.
  return formatter(money.currency, locale).format(decimalAmount(money) as `${number}`);
}

/** Creating a formatter costs as much as formatting a hundred amounts. */
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
