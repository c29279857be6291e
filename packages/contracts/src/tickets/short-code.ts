/**
 * The code for typing at the gate: ten characters of Crockford's base32, 50 random bits, shown
 * with a dash in the middle. `readCode` reads what people type.
 * @see https://www.crockford.com/base32.html
 */

/** Characters before the dash, and after it. */
export const shownLength = 5;

/** `7K3PX9QM2D` → `7K3PX-9QM2D` */
export const showShortCode = (code: string): string =>
  `${code.slice(0, shownLength)}-${code.slice(shownLength)}`;
