import type { ProblemCode, ProblemDetails } from './problem.js';
import { refusalPage, refusalPagePolicy, wantsPage } from './refusal-page.js';

interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly code: ProblemCode;
  readonly detail: string;
}

const notHttp: Refusal = {
  status: 400,
  title: 'Bad request',
  code: 'invalid_request',
  detail:
    'The request is not valid HTTP. Percent-encode characters outside ASCII in its address, and use an HTTP method.',
};

/** By the error code of Node's HTTP server; `notHttp` for all others. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    title: 'Request header fields too large',
    code: 'too_large',
    detail:
      'The address and the headers together are too large. Send less, for example delete old cookies.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    title: 'Too large',
    code: 'too_large',
    detail: 'The extensions of the chunks are too large. Leave them out.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    title: 'Request timeout',
    code: 'invalid_request',
    detail: 'The request took too long to arrive. Send it again.',
  },
};

/**
 * The whole HTTP answer to bytes that Node's HTTP parser refused: problem details like any other
 * refusal, or a page for a browser outside the API. It closes the connection, since the start of
 * the next request is unknown.
 * @param errorCode of the server's `clientError`
 * @param requestId new, also for the log
 * @param packet the refused bytes, as far as Node kept them
 */
export function parserRefusal(
  errorCode: string | undefined,
  requestId: string,
  packet?: Uint8Array,
): string {
  const { status, title, code, detail } = refusals[errorCode ?? ''] ?? notHttp;
  const details: ProblemDetails = {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    errors: [{ message: detail }],
    requestId,
  };
  const asPage = isBrowser(packet);
  const body = asPage ? refusalPage({ status, title, requestId }) : JSON.stringify(details);
  return [
    `HTTP/1.1 ${status} ${title}`,
    ...(asPage
      ? ['Content-Type: text/html; charset=utf-8', `Content-Security-Policy: ${refusalPagePolicy}`]
      : ['Content-Type: application/problem+json; charset=utf-8']),
    `Content-Length: ${body.length}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'X-Frame-Options: DENY',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function isBrowser(packet: Uint8Array | undefined): boolean {
  const text = new TextDecoder('latin1').decode(packet);
  const target = /^[A-Z]+ (\S*)/.exec(text)?.[1];
  return target !== undefined && wantsPage(target, /^accept:(.*)$/im.exec(text)?.[1]);
}
