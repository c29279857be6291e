import { currencyCodes, currencyName } from '@onsale/contracts/money';

const common = ['EUR', 'USD', 'GBP', 'CHF'];

/** Every currency code that a price may have, the common ones first. */
export const currencies = [...common, ...currencyCodes.filter((code) => !common.includes(code))];

/** `EUR · Euro` */
export const currencyLabel = (code: string): string => `${code} · ${currencyName(code)}`;
