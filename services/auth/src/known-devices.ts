import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { cookieName, installId } from '@onsale/runtime';

const lifetimeSeconds = 180 * 86_400;

/**
 * Browsers from which an account has signed in before. Each has an unforgeable cookie for its
 * latest account. The cookie signs nobody in: it only keeps wrong passwords from this browser apart
 * from those of strangers.
 */
export interface KnownDevices {
  /** @returns the id of the browser if its cookie is for this account */
  idOf(cookies: string | undefined, accountId: string): string | undefined;
  /**
   * The header for a browser from which this account has just signed in.
   * @param origin of the site, as the browser sees it
   */
  remember(accountId: string, origin: string): { readonly 'set-cookie': string };
}

/** @param sessionKey PEM, known to `auth` only; key and name of the cookie are derived from it */
export function createKnownDevices(sessionKey: string): KnownDevices {
  const key = Buffer.from(hkdfSync('sha256', sessionKey, '', 'onsale known devices', 32));
  const install = installId(sessionKey);
  const idPattern = new RegExp(
    `(?:^|; ?)(?:__Host-)?${cookieName('device', install, false)}=([\\w-]{22})\\.([\\w-]{43})(?:;|$)`,
  );
  const sign = (accountId: string, id: string) =>
    createHmac('sha256', key).update(`${accountId}.${id}`).digest();
  return {
    idOf(cookies, accountId) {
      const [, id, given] = idPattern.exec(cookies ?? '') ?? [];
      if (id === undefined || given === undefined) return undefined;
      const isOurs = timingSafeEqual(Buffer.from(given, 'base64url'), sign(accountId, id));
      return isOurs ? id : undefined;
    },
    remember(accountId, origin) {
      const id = randomBytes(16).toString('base64url');
      const value = `${id}.${sign(accountId, id).toString('base64url')}`;
      const attributes = `Path=/; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=Lax`;
      const secure = origin.startsWith('https:');
      const name = cookieName('device', install, secure);
      return { 'set-cookie': `${name}=${value}; ${attributes}${secure ? '; Secure' : ''}` };
    },
  };
}
