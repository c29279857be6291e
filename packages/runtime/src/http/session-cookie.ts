import { sessionCookie } from '../sessions.js';

const start = `${sessionCookie}=`;

/**
 * The session token of a `Cookie` header. Read by hand because every request of a rush comes
 * through here; tokens are of URL-safe characters, so there is nothing to decode.
 */
export function readSessionCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (let at = header.indexOf(start); at >= 0; at = header.indexOf(start, at + 1)) {
    const before = header[at - 1];
    if (before !== undefined && before !== ' ' && before !== ';') continue;
    const end = header.indexOf(';', at);
    return header.slice(at + start.length, end < 0 ? undefined : end).trim();
  }
  return undefined;
}

/** Says to the scripts of a page that someone signed in here, and nothing else. */
const signedInCookie = 'onsale_signed_in';

/** The `Set-Cookie` headers that keep a session in the browser, or take it away. */
export function writeSessionCookies(
  session: { readonly token: string; readonly expiresAt: Date } | 'clear',
  secure: boolean,
): string[] {
  const [token, mark, expiresAt] =
    session === 'clear' ? ['', '', new Date(0)] : [session.token, '1', session.expiresAt];
  const attributes = `Path=/; Expires=${expiresAt.toUTCString()}; SameSite=Lax${secure ? '; Secure' : ''}`;
  return [`${start}${token}; HttpOnly; ${attributes}`, `${signedInCookie}=${mark}; ${attributes}`];
}
