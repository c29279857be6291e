/** How a write request of a browser reached us, through any proxies. */
export interface Arrival {
  /** `Origin`: the address in the browser. */
  readonly origin: string;
  /** `Sec-Fetch-Site`: how the site of the sending page relates to ours; missing without TLS. */
  readonly site: string | undefined;
  /** Scheme and host as we see them, through trusted proxies. */
  readonly scheme: string;
  readonly host: string;
  /** The address that is connected to us. */
  readonly peer: string;
  readonly forwardedProto: string | undefined;
  readonly forwardedFor: string | undefined;
}

/** The header that a proxy sets wrongly, or the setting that does not trust the proxy. */
export type ProxyFault = 'Host' | 'X-Forwarded-Proto' | 'X-Forwarded-For' | 'ONSALE_TRUST_PROXY';
export const mostProxyFaults = 4;

const local = /^(?:localhost|127\.[\d.]+|\[::1\]|(?:::ffff:)?127\.[\d.]+|::1)$/i;
/** A host as a proxy names a server behind it: an IP address, or a name without dots. */
const inside = /^(?:[\d.]+|\[[\da-f:.]+\]|[\w-]+)$/i;

/**
 * The host with its port, as browsers write it for the scheme; undefined if that is no valid URL.
 */
const hostFor = (scheme: string, host: string) => {
  const url = `${scheme}://${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
};
const nameOf = (host: string) => host.replace(/:\d+$/, '');

/** The fault of the proxy; undefined: none, or the request comes from a page of another site. */
export function proxyFault(arrival: Arrival): ProxyFault | undefined {
  const { origin, site, scheme, host, peer, forwardedProto, forwardedFor } = arrival;
  if (!URL.canParse(origin)) return undefined;
  const typed = new URL(origin);
  const typedScheme = typed.protocol.slice(0, -1);
  if (hostFor(typedScheme, host) !== typed.host) {
    const isOurs =
      site === 'same-origin' ||
      (site === undefined &&
        (nameOf(host) === typed.hostname ||
          (inside.test(nameOf(host)) && !local.test(typed.hostname))));
    return isOurs ? 'Host' : undefined;
  }
  if (typedScheme === 'https' && scheme === 'http') {
    return forwardedProto === 'https' ? 'ONSALE_TRUST_PROXY' : 'X-Forwarded-Proto';
  }
  const isForwarded =
    forwardedProto !== undefined || (local.test(peer) && !local.test(typed.hostname));
  return forwardedFor === undefined && isForwarded ? 'X-Forwarded-For' : undefined;
}

/** The fault and how to fix it, for people. */
export function proxyFaultWords(fault: ProxyFault, { origin, host, peer }: Arrival): string {
  const typed = URL.canParse(origin) ? new URL(origin).host : origin;
  return {
    Host: `Browsers ask for ${typed}, but the proxy in front of this site passes the Host ${host}. Configure it to pass the Host that it receives; for nginx: proxy_set_header Host $http_host;`,
    'X-Forwarded-Proto':
      'Browsers use https, but the proxy in front of this site does not say so. Configure it to pass X-Forwarded-Proto; for nginx: proxy_set_header X-Forwarded-Proto $scheme;',
    'X-Forwarded-For': `The proxy in front of this site does not pass the addresses of visitors, so all visitors share the rate limits of ${peer}. Configure it to pass X-Forwarded-For; for nginx: proxy_set_header X-Forwarded-For $remote_addr;`,
    ONSALE_TRUST_PROXY: `The proxy in front of this site, at ${peer}, is not trusted, so its X-Forwarded headers are ignored. Add its address to ONSALE_TRUST_PROXY.`,
  }[fault];
}
