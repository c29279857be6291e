import { type CookieKind, cookieName, installId } from './cookie-names.js';

/**
 * The names before cookies were named after their install. A browser with such a cookie stays
 * signed in until it expires.
 */
const oldSession = 'onsale_session';
const oldMark = 'onsale_signed_in';

type NewSession = { readonly token: string; readonly expiresAt: Date } | 'clear';

/** The cookies of a session: the token, and a mark without content for the scripts of pages. */
export interface SessionCookies {
  /**
   * The session token of a `Cookie` header.
   * @param isSecure whether the caller uses TLS; called only if it matters
   */
  read(header: string | undefined, isSecure: () => boolean): string | undefined;
  /**
   * The `Set-Cookie` headers that store a session in the browser, or clear it.
   * @param sent the `Cookie` header of the request
   */
  write(session: NewSession, secure: boolean, sent: string | undefined): string[];
  /** Whether this install's mark for scripts is set. */
  hasMark(header: string | undefined): boolean;
}

/**
 * @param sessionPublicKey PEM; cookies are named after it
 * @param isOurs whether a session token is of this install
 */
export function createSessionCookies(
  sessionPublicKey: string,
  isOurs: (token: string) => boolean,
): SessionCookies {
  const install = installId(sessionPublicKey);
  const name = (kind: CookieKind, secure: boolean) => cookieName(kind, install, secure);
  const [secureName, plainName] = [name('session', true), name('session', false)];
  // Another install of this machine may still be of that version.
  const hasOld = (header: string) => {
    const before = valueIn(header, oldSession);
    return before !== undefined && isOurs(before);
  };
  return {
    read(header, isSecure) {
      if (header === undefined) return undefined;
      const secure = valueIn(header, secureName);
      if (secure !== undefined) return secure;
      const plain = valueIn(header, plainName);
      // With TLS a cookie that another host of the domain could have set proves nothing.
      if (plain !== undefined && !isSecure()) return plain;
      return valueIn(header, oldSession);
    },
    write(session, secure, sent = '') {
      const [token, mark, expiresAt] =
        session === 'clear' ? ['', '', new Date(0)] : [session.token, '1', session.expiresAt];
      const attributes = attributesOf(expiresAt, secure);
      const ended = attributesOf(new Date(0), secure);
      const old = hasOld(sent) ? [oldSession, oldMark] : [];
      return [
        `${name('session', secure)}=${token}; HttpOnly; ${attributes}`,
        `${name('signed_in', secure)}=${mark}; ${attributes}`,
        // Otherwise an earlier session would reappear when this one ends.
        ...old.map((one) => `${one}=; ${ended}`),
      ];
    },
    hasMark: (header) =>
      header !== undefined &&
      ([true, false].some((secure) => valueIn(header, name('signed_in', secure)) === '1') ||
        (valueIn(header, oldMark) === '1' && hasOld(header))),
  };
}

const attributesOf = (expiresAt: Date, secure: boolean) =>
  `Path=/; Expires=${expiresAt.toUTCString()}; SameSite=Lax${secure ? '; Secure' : ''}`;

/**
 * Parsed by hand because every request of a rush passes here. Values have only URL-safe characters,
 * so there is nothing to decode.
 */
function valueIn(header: string, name: string): string | undefined {
  const start = `${name}=`;
  for (let at = header.indexOf(start); at >= 0; at = header.indexOf(start, at + 1)) {
    // The value of another cookie may contain spaces, and what follows one is no cookie of ours.
    const before = header.slice(0, at).trimEnd();
    if (before !== '' && !before.endsWith(';')) continue;
    const end = header.indexOf(';', at);
    return header.slice(at + start.length, end < 0 ? undefined : end).trim();
  }
  return undefined;
}
