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

/** The `Set-Cookie` header that keeps a session in the browser, or takes it away. */
export function writeSessionCookie(
  session: { readonly token: string; readonly expiresAt: Date } | 'clear',
  secure: boolean,
): string {
  const [token, expiresAt] =
    session === 'clear' ? ['', new Date(0)] : [session.token, session.expiresAt];
  return `${start}${token}; Path=/; Expires=${expiresAt.toUTCString()}; HttpOnly; SameSite=Lax${
    secure ? '; Secure' : ''
  }`;
}
