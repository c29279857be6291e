/** A page that is the same bytes for everyone. */
export interface KeptPage {
  /** What the renderer is asked: the address in one spelling, without what it does not read. */
  readonly path: string;
  /** What its content comes from: an event's id, `events` for every list of events, or nothing. */
  readonly from: string | undefined;
  /** One of very many that few ask for: it is rendered when someone asks, and never ahead. */
  readonly isSearch?: true;
}

/** The parameter of pages that are made for one visitor, with the forms that need no JavaScript. */
const plainParameter = 'plain';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const shells = new Set(['/signin', '/signup', '/account', '/orders', '/tickets']);
/** Of the site itself. */
const ofSite = new Set([
  '/legal/imprint',
  '/legal/privacy',
  '/legal/terms',
  '/manifest.webmanifest',
  '/robots.txt',
]);
/** One shell serves each of these, whatever the id: what is personal comes by API. */
const shellsOfOne = new Set(['checkout', 'orders', 'tickets']);
const longestSearch = 300;

/**
 * Which kept page an address leads to; undefined when it leads to none: to what is made for one
 * visitor, or to nothing.
 * @param url of a request: path and query
 */
export function keptPage(url: string): KeptPage | undefined {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at));
  if (query.has(plainParameter)) return undefined;
  if (path === '/') return programme(query);
  if (shells.has(path)) return { path, from: undefined };
  if (ofSite.has(path)) return { path, from: undefined };
  if (path === '/sitemap.xml') return { path, from: 'events' };
  const [, kind = '', id = '', ...more] = path.split('/');
  if (more.length > 0 || !uuid.test(id)) return undefined;
  if (kind === 'events') return { path, from: id };
  return shellsOfOne.has(kind) ? { path: `/${kind}/shell`, from: undefined } : undefined;
}

function programme(query: URLSearchParams): KeptPage {
  const read = new URLSearchParams();
  for (const name of ['q', 'within', 'cursor']) {
    const value =
      query
        .get(name)
        ?.trim()
        .slice(0, name === 'q' ? longestSearch : undefined) ?? '';
    if (value !== '') read.set(name, value);
  }
  if (read.size === 0) return { path: '/', from: 'events' };
  return { path: `/?${read}`, from: 'events', isSearch: true };
}
