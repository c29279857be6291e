/**
 * The code for typing at the gate: ten characters of Crockford's base32, 50 random bits, shown
 * with a dash in the middle.
 * @see https://www.crockford.com/base32.html
 */
const form = /^[0-9A-HJKMNP-TV-Z]{10}$/;

/** `7K3PX9QM2D` → `7K3PX-9QM2D` */
export const showShortCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;

/** Reads what a person typed, whatever the case, spaces and dashes; undefined: not a short code. */
export function readShortCode(typed: string): string | undefined {
  const code = typed
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return form.test(code) ? code : undefined;
}
