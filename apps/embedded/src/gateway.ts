import proxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';

const pageTimeoutMs = 30_000;

/** Everything that is not the API goes to the page server, with who is asking. */
export async function addGateway(
  app: FastifyInstance,
  webUrl: string,
  dev: boolean,
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
    },
  });
}
