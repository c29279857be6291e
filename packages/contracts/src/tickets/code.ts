/**
 * The text of a ticket's QR code, and how a gate detects a forged one without the network.
 *
 *     OT1.<Crockford base32, upper case, no padding, of 104 bytes>
 *
 *     bytes  0–15   ticket id (UUID)
 *     bytes 16–31   event id (UUID)
 *     bytes 32–39   nonce: eight random bytes, so that ids alone do not make a code
 *     bytes 40–103  Ed25519 signature over "OT1." and bytes 0–39
 *
 * Base32 keeps the text in a QR code's alphanumeric mode: 45 modules wide instead of 49.
 * Runs in browsers too: no Node API here.
 */
export const signedCodePrefix = 'OT1.';
const payloadBytes = 40;
const signatureBytes = 64;
/** Characters after the prefix. */
export const signedCodeLength = Math.ceil(((payloadBytes + signatureBytes) * 8) / 5);

/** The contents of a code, to be trusted only if its signature is valid. */
export interface TicketCode {
  readonly ticketId: string;
  readonly eventId: string;
  /** Eight bytes in lower-case hexadecimal. */
  readonly nonce: string;
}

export interface SignedTicketCode extends TicketCode {
  /** The bytes that are signed. */
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** Without I, L and O, which are misread, and U, which makes words. */
export const base32Alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The bytes to sign for a ticket. */
export function ticketCodePayload(code: TicketCode): Uint8Array<ArrayBuffer> {
  const hex = (code.ticketId + code.eventId).replaceAll('-', '') + code.nonce;
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return joined(new TextEncoder().encode(signedCodePrefix), bytes);
}

/** @param signed the bytes of `ticketCodePayload`, and their signature */
export const writeTicketCode = (signed: Uint8Array, signature: Uint8Array): string =>
  signedCodePrefix + encodeBase32(joined(signed.subarray(signedCodePrefix.length), signature));

/** Parses a code without verifying its signature; undefined for a text of another form. */
export function readTicketCode(text: string): SignedTicketCode | undefined {
  if (!text.startsWith(signedCodePrefix)) return undefined;
  const bytes = decodeBase32(text.slice(signedCodePrefix.length), payloadBytes + signatureBytes);
  if (bytes === undefined) return undefined;
  const payload = bytes.slice(0, payloadBytes);
  return {
    ticketId: toUuid(payload.subarray(0, 16)),
    eventId: toUuid(payload.subarray(16, 32)),
    nonce: toHex(payload.subarray(32)),
    signed: joined(new TextEncoder().encode(signedCodePrefix), payload),
    signature: bytes.slice(payloadBytes),
  };
}

/**
 * Verifies a code offline; undefined for a forged one. Only the server knows whether the ticket was
 * refunded or has been used.
 * @param publicKey Ed25519, base64url of the 32 raw bytes, as `GET /api/events/:id/door` gives it
 * @throws if the browser has no Ed25519 (all have had it since 2025), or the key is invalid
 */
export async function verifyTicketCode(
  text: string,
  publicKey: string,
): Promise<TicketCode | undefined> {
  const code = readTicketCode(text);
  if (code === undefined) return undefined;
  const raw = atob(publicKey.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
  const genuine = await crypto.subtle.verify('Ed25519', key, code.signature, code.signed);
  const { ticketId, eventId, nonce } = code;
  return genuine ? { ticketId, eventId, nonce } : undefined;
}

function encodeBase32(bytes: Uint8Array): string {
  let [text, value, bits] = ['', 0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32Alphabet.charAt((value >>> bits) & 31);
    }
  }
  return bits === 0 ? text : text + base32Alphabet.charAt((value << (5 - bits)) & 31);
}

/** Only one text is accepted for the same bytes: no lower case, no spare bits, no other length. */
function decodeBase32(text: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (text.length !== Math.ceil((length * 8) / 5)) return undefined;
  const bytes = new Uint8Array(length);
  let [value, bits, at] = [0, 0, 0];
  for (const character of text) {
    const digit = base32Alphabet.indexOf(character);
    if (digit === -1) return undefined;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = value >>> bits;
    }
  }
  return (value & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

const toHex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const toUuid = (bytes: Uint8Array) =>
  toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
