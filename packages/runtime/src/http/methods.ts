import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors.js';
import type { Route } from './route.js';

/** Answers methods that a path does not support: 405, with the supported ones in `Allow`. */
export function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  const known = new Map<string, Set<string>>();
  for (const { contract } of routes) {
    const methods = known.get(contract.path) ?? new Set();
    known.set(contract.path, methods.add(contract.method));
    if (contract.method === 'GET') methods.add('HEAD');
  }
  for (const [url, methods] of known) {
    const allow = [...methods].join(', ');
    app.route({
      method: app.supportedMethods.filter((method) => !methods.has(method)),
      url,
      // Before the body is read, since it may be of any type.
      onRequest: async (_request, reply) => {
        reply.header('allow', allow);
        throw new Problem(405, 'invalid_request', `Use one of the supported methods: ${allow}.`);
      },
      handler: async () => undefined,
    });
  }
}
