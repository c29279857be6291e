import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound, Problem } from '../errors.js';
import type { Bus } from '../infra.js';
import type { Logger } from '../log.js';
import { securityLine } from '../security-log.js';
import type { RunningService } from '../service.js';
import { withTimeLimit } from '../time-limit.js';
import { busMetrics } from './bus-metrics.js';
import { type OperatorCheck, operatorCheck } from './operator.js';
import { processMetrics } from './process-metrics.js';

const checkTimeoutMs = 2_000;
const listedDeadLetters = 100;

export interface OperationsOptions {
  readonly services: readonly RunningService[];
  readonly bus: Bus;
  /**
   * Whether the process is stopping: it still serves for a moment, but should get no new callers.
   */
  readonly isDraining?: () => boolean;
  readonly log: Logger;
  /** The operator token; empty: the operator routes are closed. */
  readonly operatorToken: string;
  /** Whether metrics need no token, on a port that nobody outside can reach. */
  readonly metricsOpen?: boolean;
  /** Other metrics of this process, in the text format of Prometheus. */
  readonly moreMetrics?: () => string;
  /** Free bytes on the disk of the data folder, for a process that has one. */
  readonly freeBytes?: () => Promise<number>;
}

/**
 * Adds the routes for probes and operators: alive, ready, metrics, dead letters. All but the probes
 * require the operator token; the address of a caller proves nothing, since requests from proxies
 * and from other users of this machine have the same one.
 */
export function addOperations(app: FastifyInstance, options: OperationsOptions): void {
  const ofProcess = processMetrics();
  const ofBus = busMetrics(options.bus);
  const check: OperatorCheck = operatorCheck(options.operatorToken);
  const assertOperator = ({ headers: { authorization } }: FastifyRequest) => {
    check.assertSent(authorization);
    check.assertRight(authorization);
  };

  app.get('/healthz', async () => ({ status: 'alive' }));

  app.get('/readyz', async (_request, reply) => {
    const checks = await Promise.all(
      options.services.map(async (service) => [service.name, await isReady(service)] as const),
    );
    const draining = options.isDraining?.() ?? false;
    const ready = !draining && checks.every(([, serves]) => serves);
    const status = ready ? 'ready' : draining ? 'draining' : 'not ready';
    return reply.code(ready ? 200 : 503).send({ status, services: Object.fromEntries(checks) });
  });

  app.get('/metrics', async (request, reply) => {
    if (!options.metricsOpen) assertOperator(request);
    const rendered = await Promise.all([
      ...options.services.map((service) => service.metrics.render()),
      ofProcess.metrics(),
      ofBus(),
      options.moreMetrics?.() ?? '',
    ]);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(mergeMetrics(rendered));
  });

  // How a request arrives here, for `./onsale doctor`, which sees only the other side of a proxy.
  app.get('/arrival', async (request) => {
    assertOperator(request);
    return {
      origin: `${request.protocol}://${request.host}`,
      address: request.ip,
      isForwarded: request.headers['x-forwarded-for'] !== undefined,
      freeBytes: (await options.freeBytes?.()) ?? null,
      now: new Date().toISOString(),
    };
  });

  app.get('/dead-letters', async (request) => {
    assertOperator(request);
    return { items: await options.bus.deadLetters(listedDeadLetters) };
  });

  app.post<{ Params: { id: string } }>('/dead-letters/:id/replay', async (request, reply) => {
    const { ip: address, id: requestId, params } = request;
    const facts = { event: 'dead_letter_replayed', address, requestId, about: [params] } as const;
    const record = (more: object) =>
      options.log.info(securityLine({ ...facts, ...more }), 'security');
    try {
      assertOperator(request);
      if (!(await options.bus.replay(params.id))) throw notFound('dead letter');
    } catch (error) {
      if (error instanceof Problem) record({ refusedWith: error.code });
      throw error;
    }
    record({ by: 'operator' });
    return reply.code(204).send();
  });
}

async function isReady(service: RunningService): Promise<boolean> {
  const check = service.checkReady().then(
    () => true,
    () => false,
  );
  return withTimeLimit(checkTimeoutMs, check, () => false);
}

/**
 * Services in one process have the same metrics with different labels; each metric keeps one
 * header.
 */
function mergeMetrics(rendered: readonly string[]): string {
  const seen = new Set<string>();
  const blocks = new Map<string, string[]>();
  for (const line of rendered.flatMap((text) => text.split('\n'))) {
    if (line === '') continue;
    const name = /^(?:# (?:HELP|TYPE) )?([a-zA-Z0-9_:]+)/.exec(line)?.[1] ?? line;
    const family = name.replace(/_(bucket|sum|count)$/, '');
    const block = blocks.get(family) ?? [];
    blocks.set(family, block);
    if (line.startsWith('#')) {
      if (seen.has(line)) continue;
      seen.add(line);
      block.unshift(line);
    } else block.push(line);
  }
  return `${[...blocks.values()].map((block) => sortHeaders(block).join('\n')).join('\n')}\n`;
}

const sortHeaders = (block: string[]) => [
  ...block.filter((line) => line.startsWith('# HELP')),
  ...block.filter((line) => line.startsWith('# TYPE')),
  ...block.filter((line) => !line.startsWith('#')),
];
