/** The input of the card form. */
export interface CardInput {
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
}

export const cardFields = ['number', 'expiry', 'cvc'] as const;

export type CardErrors = Partial<Record<keyof CardInput, string>>;

/** Digits in groups of four, as on the card. */
export const groupCardNumber = (text: string): string =>
  digitsOf(text)
    .slice(0, 19)
    .replace(/(.{4})(?=.)/g, '$1 ');

/** `1227` → `12/27`. Also takes `1/27`, `12 / 2027` and what browsers fill in. */
export function formatExpiry(text: string): string {
  const typed = /^\s*(\d)\s*\//.exec(text);
  const digits = digitsOf(typed ? `0${text.trimStart()}` : text);
  const month = Number(digits[0]) > 1 ? `0${digits[0]}` : digits.slice(0, 2);
  const rest = digits.slice(Number(digits[0]) > 1 ? 1 : 2);
  const year = rest.length === 4 ? rest.slice(2) : rest.slice(0, 2);
  if (month.length < 2) return month;
  return year === '' && !text.includes('/') ? month : `${month}/${year}`;
}

/** Whether the digits pass the Luhn check, which catches most typos. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The problems with a card, found before a payment is tried; empty when there are none. */
export function checkCard(card: CardInput, now: Date): CardErrors {
  const errors: CardErrors = {};
  const digits = digitsOf(card.number);
  if (digits === '') errors.number = 'Enter your card number.';
  else if (digits.length < 12 || digits.length > 19 || !passesLuhn(digits)) {
    errors.number = 'Check the card number for typos.';
  }
  const expiry = /^(0[1-9]|1[0-2])\/(\d{2})$/.exec(formatExpiry(card.expiry));
  if (!expiry) errors.expiry = 'Enter the expiry date as on the card: MM/YY.';
  else if (now.getTime() >= Date.UTC(2000 + Number(expiry[2]), Number(expiry[1]), 1)) {
    errors.expiry = 'This card has expired.';
  }
  if (!/^\d{3,4}$/.test(card.cvc.trim())) {
    errors.cvc = 'Enter the 3- or 4-digit security code.';
  }
  return errors;
}

/** The card for the API. Call it after `checkCard` has found nothing. */
export const toCard = (card: CardInput) => ({
  number: groupCardNumber(card.number),
  expiry: formatExpiry(card.expiry),
  cvc: card.cvc.trim(),
});

const digitsOf = (text: string) => text.replace(/\D/g, '');
