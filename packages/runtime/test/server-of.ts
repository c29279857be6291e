import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Route } from '../src/http/route.js';
import { createHttpServer } from '../src/http/server.js';
import { createLogger } from '../src/log.js';
import { createMetrics } from '../src/metrics.js';

/** A server of these routes, of a service that has nothing else. */
export const serverOf = (
  routes: readonly Route[],
  { metrics = createMetrics('test'), log = createLogger('silent') } = {},
): Promise<FastifyInstance> =>
  createHttpServer({
    services: [
      {
        name: 'test',
        routes,
        metrics,
        endedSessions: {
          has: () => false,
          refresh: async () => undefined,
          subscription: { name: 'test', types: [], handle: async () => undefined },
        },
        checkReady: async () => undefined,
        pageChanges: undefined,
        stop: async () => undefined,
      },
    ],
    clock: { now: () => new Date() },
    log,
    sessionPublicKey: generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
