import { createHash, createPublicKey } from 'node:crypto';

/**
 * `session`: the token; `signed_in`: a mark for scripts that there is a session; `device`: a
 * browser from which an account has signed in.
 */
export type CookieKind = 'session' | 'signed_in' | 'device';

/**
 * The id of the install in the names of its cookies. Browsers send cookies to every port of a host,
 * and two installs on one machine must not use each other's.
 * @param key PEM of the key that signs or verifies sessions; both give the same id
 */
export function installId(key: string): string {
  const spki = createPublicKey(key.replaceAll('\\n', '\n')).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 8);
}

/**
 * Under TLS (`__Host-`) no other host of the domain and no page without TLS can set this cookie.
 */
export const cookieName = (kind: CookieKind, install: string, secure: boolean): string =>
  `${secure ? '__Host-' : ''}onsale_${kind}_${install}`;
