/** Of a URL: up to the servers, the servers, what follows. Others than those of PostgreSQL have none. */
const parts = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/s;

/**
 * The servers that the URL of a database names, a URL each. Several, of which one takes writes, are
 * separated by commas, as in libpq: `postgresql://role:password@one:5432,two:5432/orders`.
 * @returns the URL itself when it names one server
 */
export function serverUrls(url: string): [string, ...string[]] {
  const [, before = '', servers = '', after = ''] = parts.exec(url) ?? [];
  const [first, ...others] = servers.split(',').filter((server) => server !== '');
  if (first === undefined || others.length === 0) return [url];
  const urlOf = (server: string) => `${before}${server}${after}`;
  return [urlOf(first), ...others.map(urlOf)];
}

/** Whether it is the URL of a database of PostgreSQL, on one server or on several. */
export const isDatabaseUrl = (url: string): boolean =>
  serverUrls(url).every(
    (one) => URL.canParse(one) && /^postgres(ql)?:$/.test(new URL(one).protocol),
  );

/** A server for people: no password. */
export function nameOfServer(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 5432}`;
}
