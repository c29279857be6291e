import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';

/**
 * Beside the signature that everyone can check, a token has a code for each service that shares a
 * key with `auth`: an HMAC-SHA256, cut to 128 bits, of the very payload that is signed. It says the
 * same in a tenth of the time, to that service only: the key can forge tokens for the
 * service whose key it is, and for no other. A token without one is checked by its signature.
 */
export interface SessionCheck {
  /** Which of the codes in a token's header is this key's: no secret. */
  readonly id: string;
  /** @param payload of a token, as it is encoded in it */
  codeOf(payload: string): string;
  /** Whether the header of a token has this key's code of its payload, both as they are encoded. */
  proves(header: string, payload: string): boolean;
}

const codeBytes = 16;
const codeLength = Math.ceil((codeBytes * 4) / 3);
const idLength = 8;

/** @param secret at least 32 random characters */
export function createSessionCheck(secret: string): SessionCheck {
  const key = createSecretKey(Buffer.from(secret));
  const id = createHash('sha256').update(`session check ${secret}`).digest('base64url');
  const start = `"${id.slice(0, idLength)}":"`;
  return {
    id: id.slice(0, idLength),
    codeOf: (payload) => digest(key, payload).toString('base64url'),
    proves(header, payload) {
      // Nothing in the header is believed: it either holds the right code, wherever, or it does not.
      const text = Buffer.from(header, 'base64url').toString('latin1');
      const at = text.indexOf(start);
      if (at < 0) return false;
      const from = at + start.length;
      const code = Buffer.from(text.slice(from, from + codeLength), 'base64url');
      return code.length === codeBytes && timingSafeEqual(code, digest(key, payload));
    },
  };
}

const digest = (key: KeyObject, payload: string) =>
  createHmac('sha256', key).update(payload).digest().subarray(0, codeBytes);

/** The header parameter that holds the codes, by id. */
export const codesOf = (checks: readonly SessionCheck[], payload: string) =>
  Object.fromEntries(checks.map((check) => [check.id, check.codeOf(payload)]));
