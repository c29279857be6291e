import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { ProblemDetails } from '@onsale/contracts/problem';
import { refusalPage, refusalPagePolicy, wantsPage } from '@onsale/contracts/refusal-page';
import type { Logger } from '@onsale/runtime';
import { isThisMachine } from './this-machine.js';
import { ownNames } from './tls/own-names.js';

const status = 421;
const title = 'This box office has another address';

/**
 * The host names to which the site answers. Another site can point its own name at this machine and
 * would pass for this site in a browser, so a foreign name gets nothing. Addresses are safe,
 * because nobody can point them elsewhere.
 * @param host the host that the server listens on
 * @param others further names from the operator
 */
export function knownHosts(host: string, others: readonly string[]): (header?: string) => boolean {
  const names = new Set([host, ...ownNames().names, ...others].map((name) => name.toLowerCase()));
  return (header = '') => {
    const name = nameIn(header);
    return isIP(name) > 0 || names.has(name) || name.endsWith('.localhost');
  };
}

/** The name or address in a `Host` header; empty when it is none. */
function nameIn(header = ''): string {
  const asked = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header);
  return (asked?.[1] ?? asked?.[2] ?? '').toLowerCase().replace(/\.$/, '');
}

interface HostGuard {
  readonly isKnown: (header?: string) => boolean;
  /** The host that the caller asked for, as a trusted proxy passes it on. */
  hostOf(request: IncomingMessage): string | undefined;
  /** The install holds the demo, which is for this machine: only this machine may come in. */
  readonly isDemo: boolean;
  readonly log: Logger;
}

/** Callers choose the names, so the log has no more of them than this. */
const mostSaid = 10;
const longestName = 253;

/**
 * Refuses requests for another host name; without a name, as a probe by HTTP/1.0 comes, a request
 * is for this site. The log names each unknown host once.
 * @returns whether it has answered
 */
export function guardHosts({ isKnown, hostOf, isDemo, log }: HostGuard) {
  const said = new Set<string>();
  const say = (host: string) => {
    const isName = host !== '' && host.length <= longestName;
    if (!isName || isKnown(host) || said.size >= mostSaid || said.has(host)) return;
    said.add(host);
    log.warn({ host }, unknownHost);
  };
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { headers, method, url = '/' } = request;
    // With two Host headers, a proxy may have checked the other one.
    const isOne = (request.headersDistinct.host ?? []).length <= 1;
    const asked = hostOf(request);
    const isOurs =
      isOne && [headers.host, asked].every((host) => host === undefined || isKnown(host));
    if (isOurs && !(isDemo && comesFromElsewhere(request, asked))) return false;
    if (!isOurs) for (const host of [headers.host, asked]) say(nameIn(host));
    const requestId = randomBytes(16).toString('hex');
    const asPage = wantsPage(url, headers.accept);
    const body = asPage
      ? refusalPage({ status, title, requestId, words: isOurs ? demoDetail : undefined })
      : JSON.stringify(problem(requestId, isOurs ? demoDetail : unknownDetail));
    response.writeHead(status, {
      'content-type': `${asPage ? 'text/html' : 'application/problem+json'}; charset=utf-8`,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'content-security-policy': refusalPagePolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': requestId,
      connection: 'close',
    });
    response.end(method === 'HEAD' ? undefined : body);
    return true;
  };
}

/**
 * A proxy may let others in. Most say for whom they ask, and those that say nothing often speak
 * HTTP/1.0, which no browser does; one that does neither is not seen, which is why each new demo has
 * a password of its own.
 */
const comesFromElsewhere = (
  { headers, httpVersion }: IncomingMessage,
  asked: string | undefined,
): boolean =>
  !isThisMachine(nameIn(asked)) ||
  httpVersion !== '1.1' ||
  headers.forwarded !== undefined ||
  headers.via !== undefined ||
  Object.entries(headers)
    .flatMap(([name, callers]) => (namesCaller.test(name) ? String(callers).split(',') : []))
    .some((caller) => caller.trim() !== '' && !isThisMachine(caller.trim()));

/** `X-Forwarded-For`, `X-Real-IP`, `CF-Connecting-IP`, `True-Client-IP`, `X-Envoy-External-Address` … */
const namesCaller = /^x-forwarded-for$|(?:-ip|-address)$/;

const unknownHost =
  'refused a host name that this site does not know. If it is yours, add it to ONSALE_HOSTS';

const unknownDetail =
  'This site does not answer to the name it was asked by. If it should, its operator adds the name to ONSALE_HOSTS.';

const demoDetail =
  'This install holds the demo, so it answers this machine alone. To let others in, start with ONSALE_DEMO=0 and another folder in ONSALE_DATA.';

const problem = (requestId: string, detail: string): ProblemDetails => ({
  type: 'about:blank',
  title: 'Misdirected request',
  status,
  code: 'unknown_host',
  detail,
  errors: [{ message: detail }],
  requestId,
});
