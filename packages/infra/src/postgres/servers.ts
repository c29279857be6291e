/** The parts of a PostgreSQL URL: before the servers, the servers, after the servers. */
const parts = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/s;

/**
 * Splits the URL of a database into one URL for each server. Several servers, of which one is the
 * primary, are separated by commas, as in libpq:
 * `postgresql://role:password@one:5432,two:5432/orders`.
 * @returns the URL itself if it names one server
 */
export function serverUrls(url: string): [string, ...string[]] {
  const [, before = '', servers = '', after = ''] = parts.exec(url) ?? [];
  const [first, ...others] = servers.split(',').filter((server) => server !== '');
  if (first === undefined || others.length === 0) return [url];
  const urlOf = (server: string) => `${before}${server}${after}`;
  return [urlOf(first), ...others.map(urlOf)];
}

/** Whether it is the URL of a PostgreSQL database, on one server or several. */
export const isDatabaseUrl = (url: string): boolean =>
  serverUrls(url).every(
    (one) => URL.canParse(one) && /^postgres(ql)?:$/.test(new URL(one).protocol),
  );

/** The name of a server for people, without the password. */
export function nameOfServer(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 5432}`;
}
