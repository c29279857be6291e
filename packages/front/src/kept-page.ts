/** A page that is the same bytes for everyone. */
export interface KeptPage {
  /** The path and query for the renderer, in one spelling and without parameters it ignores. */
  readonly path: string;
  /**
   * The source of its content: the id of an event, or `events` for a list of events; undefined:
   * none that changes.
   */
  readonly from: string | undefined;
  /** A search: there are many, each rarely requested, so it is rendered on request only. */
  readonly isSearch?: true;
}

/** The query parameter of plain pages. */
const plainParameter = 'plain';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const shells = new Set(['/signin', '/signup', '/account', '/orders', '/tickets']);
/** Pages about the site itself. */
const ofSite = new Set([
  '/legal/imprint',
  '/legal/privacy',
  '/legal/terms',
  '/manifest.webmanifest',
  '/robots.txt',
]);
/** Each of these has one shell for all ids; the personal part comes from the API. */
const shellsOfOne = new Set(['checkout', 'orders', 'tickets']);
const longestSearch = 300;

/**
 * The kept page of an address; undefined for a page made for one visitor, and for no page.
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
