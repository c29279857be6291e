import proxy from '@fastify/http-proxy';
import { awayPage, renderHeader, retryAfterSeconds } from '@onsale/front';
import type { Logger } from '@onsale/runtime';
import type { FastifyInstance } from 'fastify';

const pageTimeoutMs = 30_000;

/**
 * What is neither the API nor kept goes to a process that renders, with who is asking. While it is away,
 * which a restart makes it for a second or two, callers get 503 and a page that tries again.
 */
export async function addGateway(
  app: FastifyInstance,
  renderer: () => string,
  dev: boolean,
  log: Logger,
): Promise<void> {
  await app.register(proxy, {
    // The pages' own socket, for their reload, needs one; requests have theirs below.
    upstream: dev ? renderer() : '',
    websocket: dev,
    http: { requestOptions: { timeout: pageTimeoutMs } },
    replyOptions: {
      getUpstream: () => renderer(),
      // Ours alone: what the caller claims about itself stops here.
      rewriteRequestHeaders: (request, { [renderHeader]: _, ...headers }) => ({
        ...headers,
        host: request.headers.host ?? '',
        'x-forwarded-for': request.ip,
        'x-forwarded-host': request.host,
        'x-forwarded-proto': request.protocol,
      }),
      onError(reply, { error }) {
        log.warn(
          { requestId: reply.request.id, reason: error.message },
          'no answer from the pages',
        );
        reply
          .code(503)
          .headers({
            'retry-after': String(retryAfterSeconds),
            'cache-control': 'no-store',
            'content-type': 'text/html; charset=utf-8',
          })
          .send(awayPage);
      },
    },
  });
}
