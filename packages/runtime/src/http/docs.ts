import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RouteContract } from '@onsale/contracts/route';
import type { FastifyInstance } from 'fastify';
import { cookieName, installId } from './cookie-names.js';
import { openApi } from './openapi/document.js';

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Onsale API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script></body></html>`;

/**
 * Only our own files, and never in a frame. `data:` is for the icons in the styles of Swagger UI.
 */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const assetTypes = [
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
] as const;

const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui' });`;

/**
 * Serves `/api/openapi.json`, made from these contracts, and a page to read it.
 * @param sessionPublicKey PEM; the names of cookies contain its id
 */
export async function addDocs(
  app: FastifyInstance,
  contracts: readonly RouteContract[],
  version: string,
  sessionPublicKey: string,
): Promise<void> {
  const sessionCookie = cookieName('session', installId(sessionPublicKey), false);
  const document = JSON.stringify(openApi(contracts, version, sessionCookie));
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const [file, type] of assetTypes) {
    const content = await readFile(join(assets, file));
    app.get(`/api/docs/assets/${file}`, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(content),
    );
  }
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );
  app.get('/api/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
  );
  app.get('/api/docs/start.js', async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(start),
  );
}
