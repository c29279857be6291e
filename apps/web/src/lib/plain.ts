import { signInPath } from './safe-next';

/** The parameter of pages that are made for one visitor, with forms that need no JavaScript. */
const parameter = 'plain';

/** The same page, made for one visitor. */
export function plain(path: string): string {
  const [before = '', ...query] = path.split('?');
  const search = new URLSearchParams(query.join('?'));
  search.set(parameter, '1');
  return `${before}?${search}`;
}

/** The query that goes on from one such page to the next. */
export const plainQuery = { [parameter]: '1' } as const;

export const isPlain = (query: Readonly<Record<string, unknown>>): boolean =>
  query[parameter] !== undefined;

/** To sign in without JavaScript, and back to `path`. */
export const plainSignIn = (path: string): string => plain(signInPath(plain(path)));
