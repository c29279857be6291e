/** How a write of a browser reached us, through whatever is in front. */
export interface Arrival {
  /** `Origin`: the address in the browser. */
  readonly origin: string;
  /** `Sec-Fetch-Site`: whose page the browser says it was; missing without TLS. */
  readonly site: string | undefined;
  /** As we see the address, through trusted proxies. */
  readonly scheme: string;
  readonly host: string;
  /** Who is connected to us. */
  readonly peer: string;
  readonly forwardedProto: string | undefined;
  readonly forwardedFor: string | undefined;
}

/** What a proxy in front does not do right, or the setting that says whom to trust. */
export type ProxyFault = 'Host' | 'X-Forwarded-Proto' | 'X-Forwarded-For' | 'ONSALE_TRUST_PROXY';
export const mostProxyFaults = 4;

const local = /^(?:localhost|127\.[\d.]+|\[::1\]|(?:::ffff:)?127\.[\d.]+|::1)$/i;
/** As a proxy names what is behind it: an address, or a name without dots. */
const inside = /^(?:[\d.]+|\[[\da-f:.]+\]|[\w-]+)$/i;

/** The host with its port, as browsers write it for a scheme; undefined for what is no address. */
const hostFor = (scheme: string, host: string) => {
  const url = `${scheme}://${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
};
const nameOf = (host: string) => host.replace(/:\d+$/, '');

/** What is wrong in front of us; undefined: nothing, or it is another site's page that asks. */
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

/** What is wrong and how to mend it, for a person. */
export function proxyFaultWords(fault: ProxyFault, { origin, host, peer }: Arrival): string {
  const typed = URL.canParse(origin) ? new URL(origin).host : origin;
  return {
    Host: `Browsers ask for ${typed}, but the proxy in front of this site passes the Host ${host}. Set it to pass the Host that it received; for nginx: proxy_set_header Host $http_host;`,
    'X-Forwarded-Proto':
      'Browsers come by https, but the proxy in front of this site does not say so. Set it to pass X-Forwarded-Proto; for nginx: proxy_set_header X-Forwarded-Proto $scheme;',
    'X-Forwarded-For': `The proxy in front of this site does not say for whom it asks, so that all visitors share the limits of ${peer}. Set it to pass X-Forwarded-For; for nginx: proxy_set_header X-Forwarded-For $remote_addr;`,
    ONSALE_TRUST_PROXY: `The proxy in front of this site, at ${peer}, is not trusted, so what it says of its callers is ignored. Add its address to ONSALE_TRUST_PROXY.`,
  }[fault];
}
