// Serves the pages on $WEB_HOST:$WEB_PORT: behind the ingress of a cluster with a front of its own,
// which keeps pages; or as one of the renderers of the process that forked it.

import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'node:net';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parserRefusal } from '@onsale/contracts/parser-refusal';
import { proxyFault, proxyFaultWords } from '@onsale/contracts/proxy-faults';
import { refusalPage, refusalPagePolicy } from '@onsale/contracts/refusal-page';
import { strictTransport, strictTransportHeader } from '@onsale/contracts/strict-transport';
import { buildScripts, readBuilt } from './build-scripts.mjs';
import { withTrueStatus } from './page-status.mjs';
import { readSite } from './site-settings.mjs';

const lastRequestsMs = 1_000;
const closeLimitMs = 3_000;
const idleTurnMs = 0.1;
const turnsLimitMs = 500;
/** Room for connections that come in one moment: `packages/runtime/src/http/listen.ts`. */
const backlog = 4_096;
/** Forms that need no script post to their own page. */
const pageMethods = ['GET', 'HEAD', 'POST'];
const newRequestId = () => randomUUID().replaceAll('-', '');
const beatMs = 200;
const dev = process.argv.includes('--dev');
const port = Number(process.env.WEB_PORT);
if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse('WEB_PORT must be a port number.');
const host = process.env.WEB_HOST || '127.0.0.1';
/** How long we keep serving after SIGTERM, while we report that we are not ready. */
const drainSeconds = Number(process.env.WEB_DRAIN_SECONDS || 0);
if (!(drainSeconds >= 0 && drainSeconds <= 600)) refuse('WEB_DRAIN_SECONDS must be from 0 to 600.');
if (!URL.canParse((process.env.API_URL ?? '').replace('{service}', 'orders'))) {
  refuse('API_URL must be where the API answers: http://127.0.0.1:3000, or http://{service}:3000');
}
/** Port where a process of its own serves its metrics; the public never reaches it. */
const operationsPort = Number(process.env.WEB_OPERATIONS_PORT || 0);
if (!Number.isInteger(operationsPort) || operationsPort < 0 || operationsPort > 65_535) {
  refuse('WEB_OPERATIONS_PORT must be a port number.');
}
/**
 * SHA-256 in hex of the `Authorization` that may read them: page processes never see the token
 * itself.
 */
const operatorDigest = Buffer.from(process.env.WEB_OPERATOR_DIGEST || '', 'hex');
if (![0, 32].includes(operatorDigest.length))
  refuse('WEB_OPERATOR_DIGEST must be a SHA-256 in hex.');
const locale = process.env.WEB_LOCALE || 'en-GB';
if (!/^en(-[A-Z]{2})?$/.test(locale)) {
  refuse('WEB_LOCALE must be English as a country writes it: en-GB, en-US, en-IE');
}
process.env.NODE_ENV = dev ? 'development' : 'production';
process.env.NEXT_TELEMETRY_DISABLED = '1';
// Before Next is loaded, so that we exit even if the parent dies meanwhile.
process.on('disconnect', () => process.exit(0));
if (process.connected === false) process.exit(0); // it died while this was being loaded

if (dev) await buildScripts({ dev });
globalThis[Symbol.for('onsale.built')] = readBuilt();
try {
  globalThis[Symbol.for('onsale.site')] = readSite(process.env);
} catch (error) {
  refuse(error.message);
}
const { default: next } = await import('next');
const server = createServer();
// Only a proxy calls. If we closed an idle connection, a request that it sends just then would
// fail.
server.keepAliveTimeout = 0;
const app = next({
  dev,
  dir: dirname(fileURLToPath(import.meta.url)),
  hostname: host,
  port,
  httpServer: server,
});
const handle = app.getRequestHandler();
/** A process of its own keeps pages itself; when another process forked us, that one keeps them. */
const front = process.send && !dev ? undefined : await openFront();
server.on('clientError', ({ code, rawPacket }, socket) => {
  if (!socket.writable) return void socket.destroy();
  socket.end(parserRefusal(code, newRequestId(), rawPacket));
});
let stopping = false;
let taken = 0;
server.on('connection', () => {
  taken += 1;
});
// `handle` answers errors itself, so only a broken connection is left.
server.on('request', (request, response) => {
  if (stopping) response.shouldKeepAlive = false;
  if (front) sayStrict(request, response);
  if (request.url === '/healthz') return tellProbe(response, 200, 'alive');
  if (request.url === '/readyz') {
    return tellProbe(response, stopping ? 503 : 200, stopping ? 'draining' : 'ready');
  }
  if (front?.answer(request, response)) return;
  // Next's own answers get it too; pages set more.
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  // To Next, any method opens a page.
  if (!pageMethods.includes(request.method)) return void refuseMethod(response);
  // Next's own error would not mention the proxy.
  const fault = request.method === 'POST' ? hostFault(request) : undefined;
  if (fault !== undefined) return void refuseWith(response, 403, 'This could not be sent', fault);
  withTrueStatus(response, () => handle(request, response)).catch((error) =>
    response.destroy(error),
  );
});

/** A process that forked us sends this header itself. */
function sayStrict({ headers }, response) {
  const [scheme] = (headers['x-forwarded-proto'] ?? 'http').split(',');
  const strict = strictTransport(scheme, headers['x-forwarded-host'] ?? headers.host ?? '');
  if (strict !== undefined) response.setHeader(strictTransportHeader, strict);
}

/**
 * Explains a missing header of the proxy that makes our own form look foreign; undefined: it does
 * not, or another site's page did send it.
 */
function hostFault({ headers, socket }) {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const arrival = {
    origin,
    site: headers['sec-fetch-site'],
    scheme: headers['x-forwarded-proto'] ?? 'http',
    host: headers['x-forwarded-host'] ?? headers.host ?? '',
    peer: socket.remoteAddress ?? '',
    forwardedProto: headers['x-forwarded-proto'],
    forwardedFor: headers['x-forwarded-for'],
  };
  return proxyFault(arrival) === 'Host' ? proxyFaultWords('Host', arrival) : undefined;
}

function tellProbe(response, status, word) {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  response.end(word);
}

function refuseMethod(response) {
  response.setHeader('allow', pageMethods.join(', '));
  refuseWith(response, 405, 'Method not allowed');
}

function refuseWith(response, status, title, words) {
  const requestId = newRequestId();
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': refusalPagePolicy,
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  response.end(refusalPage({ status, title, requestId, words }));
}

/** For Prometheus, on a port of its own. */
const operations =
  front && operationsPort > 0
    ? createServer((request, response) => {
        const isKnown = request.method === 'GET' && request.url === '/metrics';
        const status = !isKnown ? 404 : isOperator(request) ? 200 : 401;
        response.writeHead(status, {
          'content-type': 'text/plain; version=0.0.4; charset=utf-8',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
        });
        response.end(status === 200 ? front.metrics() : undefined);
      })
    : undefined;

function isOperator({ headers }) {
  if (operatorDigest.length === 0) return true;
  const given = (headers.authorization ?? '').replace(/^bearer +/i, 'Bearer ');
  return timingSafeEqual(createHash('sha256').update(given).digest(), operatorDigest);
}

async function openFront() {
  const { openOwnFront } = await import('./own-front.mjs');
  return openOwnFront({ port, dev });
}

function stop() {
  if (stopping) return;
  stopping = true;
  setTimeout(takeNoMore, drainSeconds * 1000);
}
async function takeNoMore() {
  // The listener's end loses connections that the kernel has accepted and we have not, so we close
  // it right after a turn of the event loop that brought none.
  await nextTurn();
  for (const deadline = performance.now() + turnsLimitMs; performance.now() < deadline; ) {
    const [before, startedMs] = [taken, performance.now()];
    await nextTurn();
    if (taken === before && performance.now() - startedMs < idleTurnMs) break;
  }
  // Accepted connections may still be sending their first request.
  Server.prototype.close.call(server);
  setTimeout(close, lastRequestsMs);
}
function close() {
  front?.close();
  operations?.close();
  operations?.closeAllConnections();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), closeLimitMs).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

try {
  await app.prepare();
  await listen(server, port);
  if (operations) await listen(operations, operationsPort);
} catch (error) {
  console.error(`The page server cannot start: ${error.message}`);
  process.exit(1);
}
process.send?.({ ready: true });
// Tells the process that forked us that we run; without these beats it answers in our place. Not in
// development, where compiling a page keeps us silent.
if (process.send && !dev) {
  setInterval(() => process.send?.('running', () => undefined), beatMs).unref();
}

function listen(one, at) {
  return new Promise((resolve, reject) => {
    one.once('error', reject);
    one.listen({ port: at, host, backlog }, resolve);
  });
}

function refuse(why) {
  console.error(why);
  process.exit(1);
}
