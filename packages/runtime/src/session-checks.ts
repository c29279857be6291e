import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { installId } from './http/cookie-names.js';

/**
 * In addition to its signature, a token has a code for each service that shares a key with `auth`:
 * an HMAC-SHA256 of the signed payload, truncated to 128 bits. The service verifies it in a tenth
 * of the time. A key can forge tokens for its own service only. A token without a code is checked
 * by its signature.
 */
export interface SessionCheck {
  /** Identifies the code of this key in the header of a token; not secret. */
  readonly id: string;
  /** @param payload of a token, encoded as in the token */
  codeOf(payload: string): string;
  /**
   * Whether the header of a token contains this key's code of the payload, both encoded as in the
   * token.
   */
  proves(header: string, payload: string): boolean;
}

const codeBytes = 16;
const codeLength = Math.ceil((codeBytes * 4) / 3);
const idLength = 8;

/**
 * @param secret at least 32 random characters
 * @param sessionKey PEM that signs or verifies sessions; with another one, older codes prove nothing
 */
export function createSessionCheck(secret: string, sessionKey: string): SessionCheck {
  const bound = `${secret} ${installId(sessionKey)}`;
  const key = createSecretKey(Buffer.from(bound));
  const id = createHash('sha256').update(`session check ${bound}`).digest('base64url');
  const start = `"${id.slice(0, idLength)}":"`;
  return {
    id: id.slice(0, idLength),
    codeOf: (payload) => digest(key, payload).toString('base64url'),
    proves(header, payload) {
      // The header need not be parsed: it contains the right code somewhere, or it does not.
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

/** The header parameter with the codes, by id. */
export const codesOf = (checks: readonly SessionCheck[], payload: string) =>
  Object.fromEntries(checks.map((check) => [check.id, check.codeOf(payload)]));
