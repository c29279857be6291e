import { decodePunycode } from './punycode.js';

/** The limits of SMTP for an address and for the part before its `@` (RFC 5321, 4.5.3.1). */
const maxAddressBytes = 254;
const maxLocalBytes = 64;
const maxLabel = 63;

/** Characters around an address in a sentence or a list. */
const around = /^[\s<(['"\u2018-\u201f\u00ab\u2039]+|[\s.,;:>)\]'"\u2018-\u201f\u00bb\u203a]+$/gu;
/** Without quoted parts: some servers allow them, no form does. */
const local = /^[^\s@()<>,;:\\"[\]]+$/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
const latin = /\p{Script=Latin}/u;
/** Alphabets, and phonetic letters, that look like Latin letters. */
const alike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}\p{Script=Osage}\p{Script=Tifinagh}\u0251\u0261\u0262\u0269\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u1d00-\u1d2b]/u;
/** A whole name in such letters, for example Cyrillic `сора` with a Latin domain. */
const disguised = /^[\d\p{P}\p{S}]*(?:[аеорсухіјѕԁһӏԛԝүοαινυρκχτօոսցհᴀ-ᴢ][\d\p{P}\p{S}]*)+$/u;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/**
 * The address within pasted text: `Anna <anna@example.org>`, `mailto:anna@example.org`, in quotes,
 * before a comma or a full stop. An ideographic full stop becomes a dot, and `xn--` labels become
 * readable.
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

/** `xn--mller-kva` stands for `müller`; some browsers send it in its place. */
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

/**
 * Whether parts mix alphabets to imitate another name. No registry allows such names, and nobody
 * types them.
 */
function looksAlike(parts: readonly string[]): boolean {
  const inLatin = latin.test(parts.at(-1) ?? '');
  return parts.some(
    (part) =>
      alike.test(part) && (latin.test(part) || (inLatin && disguised.test(part.toLowerCase()))),
  );
}
