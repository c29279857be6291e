import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { refusalPage, refusalPagePolicy, wantsPage } from '@onsale/contracts/refusal-page';
import { strictTransport, strictTransportHeader } from '@onsale/contracts/strict-transport';
import type { Span } from '@opentelemetry/api';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from '../clock.js';
import { invalid, notFound, notSignedIn, Problem } from '../errors.js';
import { randomHex } from '../ids.js';
import type { Logger } from '../log.js';
import type { RunningService } from '../service.js';
import { createTokenReader, type ReadToken } from '../session-tokens.js';
import { readTraceparent, tracerOf, writeTraceparent } from '../tracing.js';
import { CheckedRequest, type TimeSpent } from './checked-request.js';
import { answerClientError, answerUnexpected } from './client-errors.js';
import { letGoOfConnections } from './connections.js';
import { readJsonBodies } from './json-bodies.js';
import { refuseOtherMethods } from './methods.js';
import { OpenBody, sendOpenBody } from './open-body.js';
import { originCheck } from './origin.js';
import { toOriginForm } from './origin-form.js';
import { toProblem } from './problems.js';
import { securityRecord } from './record-security.js';
import { refusalCheck } from './refusals.js';
import { endRequestSpan, startRequestSpan } from './request-span.js';
import type { Route, RouteReply, RouteRequest } from './route.js';
import { createSessionCookies, type SessionCookies } from './session-cookie.js';
import { tidyForwarded } from './tidy-forwarded.js';
import { trustIn } from './trust.js';
import { bodyCheck, headerCheck, replyChecks, textCheck } from './validate.js';

export interface HttpOptions {
  readonly services: readonly RunningService[];
  readonly clock: Clock;
  readonly log: Logger;
  /** PEM of the key that session tokens are verified with. */
  readonly sessionPublicKey: string;
  /**
   * The key that `auth` shares with these services, to check tokens faster; empty or missing: none.
   */
  readonly sessionCheckKey?: string;
  /** The proxies whose `X-Forwarded-*` headers are trusted: addresses or networks. */
  readonly trustProxy: string;
  /** Whether to check every answer against its contract, which costs time and finds bugs. */
  readonly checkReplies: boolean;
  /** Whether to tell browsers to use TLS only; not with a self-signed certificate. */
  readonly strictTransport?: boolean;
  /** May answer a request before all routes; false: it did not. */
  first?(request: IncomingMessage, response: ServerResponse): boolean;
}

const bodyLimitBytes = 64 * 1024;
/** Browsers use the content type of answers as given, and never frame them. */
const guards = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' };
const requestTimeoutMs = 30_000;
const keepAliveMs = 72_000;
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** HTTP/1.1 requires the header; a client of HTTP/1.0, such as a probe, may leave it out. */
const lacksHost = ({ headers, httpVersion }: IncomingMessage) =>
  headers.host === undefined && httpVersion === '1.1';

/** A Fastify application that serves the routes of the given services. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { first = () => false, strictTransport: isStrict = true } = options;
  const app = Fastify({
    serverFactory: (handle) =>
      createServer(
        {
          requestTimeout: requestTimeoutMs,
          keepAliveTimeout: keepAliveMs,
          // Node answers a request without `Host` with an empty 400; we do below.
          requireHostHeader: false,
        },
        (request, response) => {
          toOriginForm(request);
          tidyForwarded(request);
          if (lacksHost(request) || !first(request, response)) handle(request, response);
        },
      ),
    logger: false,
    trustProxy: trustIn(options.trustProxy),
    bodyLimit: bodyLimitBytes,
    // The 128-bit trace id, also used in logs, messages and headers of answers.
    genReqId: ({ headers }) => readTraceparent(headers.traceparent)?.traceId ?? randomHex(16),
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, options.log),
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply, options.log);
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.headers(guards);
    // The scheme is checked first, so that the host is computed only with TLS.
    const strict =
      isStrict && request.protocol === 'https' ? strictTransport('https', request.host) : undefined;
    if (strict !== undefined) reply.header(strictTransportHeader, strict);
    if (lacksHost(request.raw)) {
      done(invalid({ message: 'The request has no Host header.' }));
      return;
    }
    done();
  });
  const nothingHere = async () => {
    throw notFound('page');
  };
  app.setNotFoundHandler(nothingHere);
  // Else a gateway would answer for the API.
  app.all('/api', nothingHere);
  app.all('/api/*', nothingHere);
  readJsonBodies(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, options.log));

  const { sessionPublicKey, sessionCheckKey, clock } = options;
  const readToken = createTokenReader(sessionPublicKey, clock, sessionCheckKey);
  const cookies = createSessionCookies(sessionPublicKey, (token) => readToken(token) !== undefined);
  const means = { readToken, cookies, assertSameOrigin: originCheck(options.log) };
  for (const service of options.services) {
    for (const route of service.routes) await register(app, service, route, means, options);
  }
  refuseOtherMethods(
    app,
    options.services.flatMap((service) => service.routes),
  );
  letGoOfConnections(app);
  answerUnexpected(app.server);
  return app;
}

/** Parts that all routes share. */
interface Means {
  readonly readToken: ReadToken;
  readonly cookies: SessionCookies;
  readonly assertSameOrigin: ReturnType<typeof originCheck>;
}

async function register(
  app: FastifyInstance,
  service: RunningService,
  route: Route,
  { readToken, cookies, assertSameOrigin }: Means,
  options: HttpOptions,
): Promise<void> {
  const { contract } = route;
  const checkParams = contract.params && textCheck(contract.params);
  const checkQuery = contract.query && textCheck(contract.query);
  const checkHeaders = contract.headers && headerCheck(contract.headers);
  const checkBody = contract.body && bodyCheck(contract.body);
  const checkReply = options.checkReplies ? replyChecks(contract) : undefined;
  const checkRefusal = options.checkReplies ? refusalCheck(contract) : undefined;
  const log = options.log.child({ service: service.name, route: contract.id });
  const tracer = tracerOf(service.name);
  const duration = service.metrics.histograms(
    'http_request_duration_seconds',
    'Time to answer a request',
    durationBuckets,
    ['route'],
  )(contract.id);
  const requests = service.metrics.counters('http_requests_total', 'Requests by status', [
    'route',
    'status',
  ]);

  const security = securityRecord(contract, log);

  function sessionOf(request: FastifyRequest) {
    const token = cookies.read(request.headers.cookie, () => request.protocol === 'https');
    const session = token === undefined ? undefined : readToken(token);
    return session && !service.endedSessions.has(session.sessionId) ? session : undefined;
  }

  async function handle(
    request: FastifyRequest,
    reply: FastifyReply,
    span: Span | undefined,
    spent: TimeSpent,
  ): Promise<FastifyReply> {
    if (contract.method !== 'GET' && contract.access !== 'provider') assertSameOrigin(request);
    const session = sessionOf(request);
    // The session ended elsewhere: clear the mark by which scripts assume a session.
    const ended = !session && cookies.hasMark(request.headers.cookie) ? 'clear' : undefined;
    if (contract.access === 'account' && !session) {
      if (ended) reply.header('set-cookie', setCookies(ended, request));
      throw notSignedIn();
    }
    const { authorization } = request.headers;
    if (route.admit) await route.admit({ authorization, address: request.ip });

    const checked = new CheckedRequest(request, reply, {
      params: checkParams?.(request.params),
      query: checkQuery?.(request.query),
      headers: checkHeaders?.(request.headers),
      body: contract.rawBody ? request.body : checkBody?.(request.body ?? undefined),
      session,
      traceparent: span
        ? writeTraceparent(span.spanContext())
        : `00-${request.id}-${randomHex(8)}-00`,
      log,
      spent,
    });
    const answer = await route.handle(checked as unknown as RouteRequest<typeof contract>);
    security?.done(request, session, 'body' in answer ? answer.body : undefined);
    const change = answer.session ?? ended;
    if (change) reply.header('set-cookie', setCookies(change, request));
    return send(request, reply, answer, checkReply);
  }

  const setCookies = (session: Parameters<SessionCookies['write']>[0], request: FastifyRequest) =>
    cookies.write(session, request.protocol === 'https', request.headers.cookie);

  function record(
    request: FastifyRequest,
    { startedMs, waitedMs }: TimeSpent,
    status: number,
    code?: string,
  ): void {
    const ms = performance.now() - startedMs - waitedMs;
    duration.observe(ms / 1000);
    requests(contract.id, String(status)).add();
    const waited = waitedMs > 0 ? { waitedMs: Math.round(waitedMs) } : {};
    log.info({ requestId: request.id, status, code, ms: Math.round(ms), ...waited }, 'request');
  }

  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    // Fastify measures time only if it logs.
    const spent = { startedMs: performance.now(), waitedMs: 0 };
    const span = tracer && startRequestSpan(tracer, contract, request);
    try {
      const answered = await handle(request, reply, span, spent);
      record(request, spent, reply.statusCode);
      if (span) endRequestSpan(span, reply.statusCode);
      return answered;
    } catch (error) {
      const problem = asProblem(error);
      const { status, code } = problem;
      record(request, spent, status, code);
      security?.refused(request, security && sessionOf(request), problem);
      if (span) endRequestSpan(span, status, code);
      checkRefusal?.(problem);
      throw error;
    }
  };

  if (contract.rawBody) {
    const { mediaTypes, maxBytes } = contract.rawBody;
    // In a scope of its own, so that all other routes still accept only JSON.
    await app.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        [...mediaTypes],
        { parseAs: 'buffer', bodyLimit: maxBytes },
        (_request, body, parsed) => parsed(null, body),
      );
      // Large bodies are read for signed-in callers only.
      scope.addHook('onRequest', async (request) => {
        if (contract.access === 'account' && !sessionOf(request)) throw notSignedIn();
      });
      scope.route({ method: contract.method, url: contract.path, bodyLimit: maxBytes, handler });
      done();
    });
  } else {
    app.route({ method: contract.method, url: contract.path, handler });
  }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: RouteReply<Route['contract']>,
  checkReply: ((status: number, body: unknown) => void) | undefined,
): FastifyReply {
  const { status, headers, sent } = answer;
  if (sent) {
    if (reply.raw.destroyed) sent();
    else reply.raw.once('close', sent);
  }
  const body = 'body' in answer ? (answer.body as unknown) : undefined;
  checkReply?.(Number(status), body);
  reply.code(Number(status));
  reply.header('cache-control', 'no-store');
  if (headers) reply.headers(headers);
  if (request.method === 'HEAD' && body instanceof Readable) {
    body.destroy(); // unread: an endless body would stay open forever
    return reply.send();
  }
  if (body instanceof OpenBody) {
    if (request.method !== 'HEAD') return sendOpenBody(request, reply, body);
    body.end();
    return reply.send();
  }
  if (body === undefined) return reply.send();
  const json = headers?.['content-type'] === undefined;
  return json
    ? reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body))
    : reply.send(body);
}

const asProblem = (error: unknown) => (error instanceof Problem ? error : toProblem(error));

function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply {
  const problem = asProblem(error);
  if (problem.status >= 500) {
    const isBug = problem.code === 'internal';
    log[isBug ? 'error' : 'warn'](
      { err: isBug ? error : problem, requestId: request.id },
      'request failed',
    );
  }
  if (problem.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(problem.retryAfterSeconds));
  }
  reply
    .code(problem.status)
    // For an unreadable request without a route no hook has set these.
    .header('x-request-id', request.id)
    .headers(guards)
    .header('cache-control', 'no-store');
  const details = problem.toDetails(request.id);
  return wantsPage(request.url, request.headers.accept)
    ? reply
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', refusalPagePolicy)
        .send(refusalPage({ ...details, requestId: request.id }))
    : reply
        .header('content-type', 'application/problem+json; charset=utf-8')
        .send(JSON.stringify(details));
}
