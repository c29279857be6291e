import proxy from '@fastify/http-proxy';
import type { Logger } from '@onsale/runtime';
import type { FastifyInstance } from 'fastify';

const pageTimeoutMs = 30_000;
const retryAfterSeconds = 3;

/**
 * Everything that is not the API goes to the page server, with who is asking. While it is away,
 * which a restart makes it for a second or two, callers get 503 and a page that tries again.
 */
export async function addGateway(
  app: FastifyInstance,
  webUrl: string,
  dev: boolean,
  log: Logger,
): Promise<void> {
  await app.register(proxy, {
    upstream: webUrl,
    websocket: dev,
    http: { requestOptions: { timeout: pageTimeoutMs } },
    replyOptions: {
      // Ours alone: what the caller claims about itself stops here.
      rewriteRequestHeaders: (request, headers) => ({
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

const awayPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${retryAfterSeconds}">
<title>One moment</title>
<body style="font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>One moment, please</h1>
<p>The pages are not there right now. This one tries again by itself in a few seconds.</p>
<p>Orders and payments made before are safe. If you were just sending something, look first whether it arrived.</p>
</html>
`;
