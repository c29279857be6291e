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
 * What is neither the API nor kept goes to a process that renders, with who is asking. While it is away,
 * which a restart makes it for a second or two, callers get 503 and a page that tries again. A form
 * that was sent waits longer than a page: a sender who loses the answer does not know what became of it.
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
    // The API reads JSON alone; the proxy passes on whatever is sent.
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
      // The pages' own socket, for their reload, needs one; requests have theirs below.
      upstream: dev ? next().url : '',
      websocket: dev,
      http: { requestOptions: { timeout: pageTimeoutMs } },
      replyOptions: {
        getUpstream: (request) => processFor(request).url,
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
        // A silent process may come back, for a caller who has been answered.
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
