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
  await app.register((scope, _options, done) => {
    // The API reads JSON alone; the proxy passes on whatever is sent.
    scope.removeAllContentTypeParsers();
    scope.register(proxy, {
      // The pages' own socket, for their reload, needs one; requests have theirs below.
      upstream: dev ? renderer() : '',
      websocket: dev,
      http: { requestOptions: { timeout: pageTimeoutMs } },
      replyOptions: {
        getUpstream: () => renderer(),
        // The proxy would ask ten times more for a page that is answered 503, and its caller wait for all.
        retryDelay: () => null,
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
    done();
  });
}
