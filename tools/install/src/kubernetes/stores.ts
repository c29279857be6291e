/** A port of a Service that kubectl can forward to. */
export interface StoreService {
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
}

/**
 * The Service that a host of a Secret's URL names: `postgres`, `postgres.onsale`,
 * `postgres.onsale.svc.cluster.local`.
 * @returns undefined for an address outside the cluster
 */
export function serviceOf(url: URL, namespace: string): StoreService | undefined {
  const { hostname } = url;
  const port = Number(url.port || 5432);
  if (/^[a-z0-9-]+$/.test(hostname) && hostname !== 'localhost') {
    return { service: hostname, namespace, port };
  }
  const [, service, inside, svc] =
    /^([a-z0-9-]+)\.([a-z0-9-]+)(\.svc(?:\..+)?)?$/.exec(hostname) ?? [];
  if (!service || !inside || (svc === undefined && inside !== namespace)) return undefined;
  return { service, namespace: inside, port };
}

/**
 * The same URL through a forward. That is TLS as far as the pod: asking for it again would only fail,
 * because no certificate names this machine.
 */
export function through(url: URL, port: number): string {
  const forwarded = new URL(url);
  forwarded.searchParams.delete('sslmode');
  forwarded.hostname = '127.0.0.1';
  forwarded.port = String(port);
  return forwarded.href;
}
