import { signInPath } from './safe-next';

/** The query parameter of plain pages. */
const parameter = 'plain';

/** The plain page of a path. */
export function plain(path: string): string {
  const [before = '', ...query] = path.split('?');
  const search = new URLSearchParams(query.join('?'));
  search.set(parameter, '1');
  return `${before}?${search}`;
}

/** The query that leads from one plain page to the next. */
export const plainQuery = { [parameter]: '1' } as const;

export const isPlain = (query: Readonly<Record<string, unknown>>): boolean =>
  query[parameter] !== undefined;

/** The plain page for signing in, which returns to `path` and says why without JavaScript too. */
export const signInWithReason = (path: string): string => plain(signInPath(path));

/** The same, which returns to the plain page of `path`. */
export const plainSignIn = (path: string): string => signInWithReason(plain(path));
