import { decodePunycode } from './punycode.js';

/** SMTP carries no longer address, and no longer part before its `@` (RFC 5321, 4.5.3.1). */
const maxAddressBytes = 254;
const maxLocalBytes = 64;
const maxLabel = 63;

/** What a sentence or a list has around an address. */
const around = /^[\s<(['"\u2018-\u201f\u00ab\u2039]+|[\s.,;:>)\]'"\u2018-\u201f\u00bb\u203a]+$/gu;
/** Without quotes, which some servers allow and no form does. */
const local = /^[^\s@()<>,;:\\"[\]]+$/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
const latin = /\p{Script=Latin}/u;
/** Alphabets with letters that look like Latin ones, and letters of phoneticians that do. */
const alike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}\p{Script=Osage}\p{Script=Tifinagh}\u0251\u0261\u0262\u0269\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u1d00-\u1d2b]/u;
/** A whole name of such letters: Cyrillic `сора` beside a Latin domain. */
const disguised = /^[\d\p{P}\p{S}]*(?:[аеорсухіјѕԁһӏԛԝүοαινυρκχτօոսցհᴀ-ᴢ][\d\p{P}\p{S}]*)+$/u;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/**
 * The address in what people paste: `Anna <anna@example.org>`, `mailto:anna@example.org`, in
 * quotes, before a comma, with a sentence's full stop or an ideographic one, its domain in the
 * letters that it stands for.
 * @param line one line, in NFKC
 */
export function bareAddress(line: string): string {
  const found = line
    .replaceAll('。', '.')
    .replace(/^[^<>]*<([^<>]*)>\s*$/, '$1')
    .replace(/^\s*(?:mailto:\s*)+/i, '')
    .replace(/(@[^\s?]+)\?\S*$/, '$1')
    .replace(/^\s*"([^\s@()<>,;:\\"[\]]+)"@/, '$1@')
    .replace(around, '');
  const at = found.lastIndexOf('@');
  if (at === -1) return found;
  return (
    found.slice(0, at + 1) +
    found
      .slice(at + 1)
      .split('.')
      .map(readable)
      .join('.')
  );
}

/** `xn--mller-kva` is `müller`: some browsers send the one for the other. */
function readable(part: string): string {
  const letters = /^xn--/i.test(part) ? decodePunycode(part.slice(4).toLowerCase()) : undefined;
  const isName =
    letters !== undefined &&
    /^[\p{L}\p{M}\p{N}-]+$/u.test(letters) &&
    !/^xn--|^[\0-\x7f]*$/.test(letters) &&
    letters === letters.toLowerCase().normalize('NFKC');
  return isName ? letters : part;
}

/** What is wrong with an address, as the end of a sentence; undefined: nothing. */
export function addressProblem(address: string): string | undefined {
  if (bytes(address) > maxAddressBytes) return `must not be longer than ${maxAddressBytes} bytes`;
  const [name = '', domain = '', ...more] = address.split('@');
  const labels = domain.split('.');
  const isAddress =
    more.length === 0 &&
    local.test(name) &&
    labels.length > 1 &&
    labels.every((one) => label.test(one) && one.length <= maxLabel) &&
    !/^\d+$/.test(labels.at(-1) ?? '');
  if (!isAddress) return 'must be an address like anna@example.org';
  if (bytes(name) > maxLocalBytes) {
    return `must not have more than ${maxLocalBytes} bytes before its @`;
  }
  if (looksAlike([name, ...labels])) return 'mixes letters of two alphabets that look alike';
  return undefined;
}

/** No registry gives such names away, and no person types them. */
function looksAlike(parts: readonly string[]): boolean {
  const inLatin = latin.test(parts.at(-1) ?? '');
  return parts.some(
    (part) =>
      alike.test(part) && (latin.test(part) || (inLatin && disguised.test(part.toLowerCase()))),
  );
}
