/**
 * The code for typing at the gate: ten characters of Crockford's base32, 50 random bits, shown
 * with a dash in the middle. `readCode` reads what people type.
 * @see https://www.crockford.com/base32.html
 */

/** `7K3PX9QM2D` → `7K3PX-9QM2D` */
export const showShortCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;
