/** ISO 4217 codes that organisers are offered, the common ones first. */
export const currencies = (
  'EUR USD GBP CHF ' +
  'AED ARS AUD BHD BRL CAD CLP CNY COP CZK DKK EGP HKD HUF IDR ILS INR ISK JOD JPY KES KRW KWD ' +
  'MAD MXN MYR NGN NOK NZD OMR PEN PHP PLN RON RSD SAR SEK SGD THB TND TRY TWD UAH UYU VND ZAR'
).split(' ');

const names = new Intl.DisplayNames('en', { type: 'currency' });

/** `EUR · Euro` */
export const currencyLabel = (code: string): string => `${code} · ${names.of(code) ?? code}`;
