import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { cookieName, installId } from '@onsale/runtime';

const lifetimeSeconds = 180 * 86_400;

/**
 * Browsers in which an account was signed in to before. Each has a cookie that only we can make, for
 * the account that was signed in to last, and it signs nobody in: it only says whose wrong passwords
 * are not counted with those of strangers.
 */
export interface KnownDevices {
  /** @returns the browser's id, when its cookie was made for this account */
  idOf(cookies: string | undefined, accountId: string): string | undefined;
  /**
   * The header for a browser in which this account was just signed in to.
   * @param origin of the site, as the browser sees it
   */
  remember(accountId: string, origin: string): { readonly 'set-cookie': string };
}

/** @param sessionKey PEM, which only `auth` knows; the cookies' key and name are derived from it */
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
