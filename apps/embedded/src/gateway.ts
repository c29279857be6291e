import type { Readable } from 'node:stream';
import proxy from '@fastify/http-proxy';
import { awayPage, type PageProcess, renderHeader, retryAfterSeconds } from '@onsale/front';
import type { Logger } from '@onsale/runtime';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerBase,
  RouteGenericInterface,
} from 'fastify';

const pageTimeoutMs = 30_000;

/**
 * Passes requests for anything but the API and kept pages to a renderer, with the caller's headers.
 * While the renderer is away, for a second or two after a restart, callers get 503 and a page that
 * retries. A posted form waits longer than a page, because without an answer its sender does not
 * know the outcome.
 */
export async function addGateway(
  app: FastifyInstance,
  next: () => PageProcess,
  dev: boolean,
  log: Logger,
): Promise<void> {
  const chosen = new WeakMap<object, PageProcess>();
  const processFor = (request: object) => chosen.get(request) ?? next();
  await app.register((scope, _options, done) => {
    // The API accepts only JSON; the proxy passes any body on.
    scope.removeAllContentTypeParsers();
    void scope.register(proxy, {
      async preHandler(request: FastifyRequest, reply: FastifyReply) {
        const page = next();
        chosen.set(request, page);
        const { silent } = page;
        if (silent?.aborted) return sendAway(reply);
        if (!silent || (request.method !== 'GET' && request.method !== 'HEAD')) return;
        const giveUp = () => void sendAway(reply);
        silent.addEventListener('abort', giveUp, { once: true });
        reply.raw.once('close', () => silent.removeEventListener('abort', giveUp));
      },
      // The pages' own socket, for reloads, needs an address; requests have theirs below.
      upstream: dev ? next().url : '',
      websocket: dev,
      http: { requestOptions: { timeout: pageTimeoutMs } },
      replyOptions: {
        getUpstream: (request) => processFor(request).url,
        // Retries by the proxy would multiply a page that is answered 503, and delay its caller.
        retryDelay: () => null,
        // Only we set this header: a caller's own claim is dropped.
        rewriteRequestHeaders: (request, { [renderHeader]: _, ...headers }) => ({
          ...headers,
          host: request.headers.host ?? '',
          'x-forwarded-for': request.ip,
          'x-forwarded-host': request.host,
          'x-forwarded-proto': request.protocol,
        }),
        // A silent process may wake up for a caller who has already been answered.
        onResponse(_request, reply, answer) {
          const { stream } = answer as unknown as { stream: Readable };
          if (reply.raw.headersSent) stream.destroy();
          else reply.send(stream);
        },
        onError(reply, { error }) {
          log.warn(
            { requestId: reply.request.id, reason: error.message },
            'no answer from the pages',
          );
          sendAway(reply);
        },
      },
    });
    done();
  });
}

function sendAway<R extends RawServerBase>(reply: FastifyReply<RouteGenericInterface, R>) {
  if (reply.sent || reply.raw.headersSent) return reply;
  return reply
    .code(503)
    .headers({
      'retry-after': String(retryAfterSeconds),
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    })
    .send(awayPage);
}
