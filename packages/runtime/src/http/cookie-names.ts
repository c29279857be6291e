import { createHash, createPublicKey } from 'node:crypto';

/** The session; that there seems to be one, for scripts; a browser that an account knows. */
export type CookieKind = 'session' | 'signed_in' | 'device';

/**
 * Which install a cookie is of. Browsers give cookies to every port of a host, and two installs of
 * one machine must not take each other's.
 * @param key PEM of the key that sessions are signed or verified with; both give the same
 */
export function installId(key: string): string {
  const spki = createPublicKey(key.replaceAll('\\n', '\n')).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 8);
}

/** Under TLS no other host of the domain, and no page without TLS, can set a cookie of this name. */
export const cookieName = (kind: CookieKind, install: string, secure: boolean): string =>
  `${secure ? '__Host-' : ''}onsale_${kind}_${install}`;
