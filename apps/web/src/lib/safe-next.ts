/**
 * Where to go after signing in: only a path of this site, because a link must not lead someone who
 * has just typed a password to another site.
 */
export function safeNext(next: unknown, fallback = '/'): string {
  if (typeof next !== 'string' || next.length > 2000) return fallback;
  // Browsers drop tabs and newlines and read a backslash as a slash.
  if (!/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return fallback;
  const url = new URL(next, 'http://here.invalid');
  // `/..//elsewhere` is a path of ours until its dots are resolved.
  if (url.origin !== 'http://here.invalid' || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search + url.hash;
}

/** The sign-in page that returns to `path`. */
export const signInPath = (path: string): string => `/signin?next=${encodeURIComponent(path)}`;
