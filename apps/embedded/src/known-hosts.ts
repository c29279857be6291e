import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { ProblemDetails } from '@onsale/contracts/problem';
import { refusalPage, refusalPagePolicy, wantsPage } from '@onsale/contracts/refusal-page';
import { ownNames } from './tls/own-names.js';

const status = 421;

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
    const asked = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header);
    const name = (asked?.[1] ?? asked?.[2] ?? '').toLowerCase().replace(/\.$/, '');
    return isIP(name) > 0 || names.has(name) || name.endsWith('.localhost');
  };
}

/** Refuses requests for another host name. @returns whether it has answered */
export function guardHosts(isKnown: (header?: string) => boolean) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { headers, method, url = '/' } = request;
    // With two Host headers, a proxy may have checked the other one.
    const isOne = (request.headersDistinct.host ?? []).length <= 1;
    if (isOne && isKnown(headers.host)) return false;
    const requestId = randomBytes(16).toString('hex');
    const asPage = wantsPage(url, headers.accept);
    const body = asPage
      ? refusalPage({ status, title: 'This box office has another address', requestId })
      : JSON.stringify(problem(requestId));
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

const detail =
  'This site is not known by the name in the address. If it should be, its operator adds the name to ONSALE_HOSTS.';

const problem = (requestId: string): ProblemDetails => ({
  type: 'about:blank',
  title: 'Misdirected request',
  status,
  code: 'unknown_host',
  detail,
  errors: [{ message: detail }],
  requestId,
});
