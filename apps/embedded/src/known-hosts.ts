import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { ProblemDetails } from '@onsale/contracts/problem';
import { refusalPage, refusalPagePolicy, wantsPage } from '@onsale/contracts/refusal-page';
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
  /** The install holds the demo, whose password is published: only this machine may come in. */
  readonly isDemo: boolean;
}

/** Refuses requests for another host name. @returns whether it has answered */
export function guardHosts({ isKnown, hostOf, isDemo }: HostGuard) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { headers, method, url = '/' } = request;
    // With two Host headers, a proxy may have checked the other one.
    const isOne = (request.headersDistinct.host ?? []).length <= 1;
    const asked = hostOf(request);
    const isOurs = isOne && isKnown(headers.host) && (asked === headers.host || isKnown(asked));
    if (isOurs && !(isDemo && comesFromElsewhere(request, asked))) return false;
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

/** A proxy may let others in, and most say for whom they ask; one that says nothing is not seen. */
const comesFromElsewhere = ({ headers }: IncomingMessage, asked: string | undefined): boolean =>
  !isThisMachine(nameIn(asked)) ||
  headers.forwarded !== undefined ||
  headers.via !== undefined ||
  [headers['x-forwarded-for'], headers['x-real-ip'], headers['cf-connecting-ip']]
    .flatMap((callers) => String(callers ?? '').split(', '))
    .some((caller) => caller !== '' && !isThisMachine(caller));

const unknownDetail =
  'This site does not answer to the name it was asked by. If it should, its operator adds the name to ONSALE_HOSTS.';

const demoDetail =
  "The password of the demo's accounts is published, so an install that holds them answers this machine alone. To let others in, start with ONSALE_DEMO=0 and another folder in ONSALE_DATA.";

const problem = (requestId: string, detail: string): ProblemDetails => ({
  type: 'about:blank',
  title: 'Misdirected request',
  status,
  code: 'unknown_host',
  detail,
  errors: [{ message: detail }],
  requestId,
});
