import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../errors.js';
import type { Bus } from '../infra.js';
import type { RunningService } from '../service.js';
import { withTimeLimit } from '../time-limit.js';
import { busMetrics } from './bus-metrics.js';
import { assertSameOrigin } from './origin.js';
import { processMetrics } from './process-metrics.js';

const checkTimeoutMs = 2_000;
const listedDeadLetters = 100;

export interface OperationsOptions {
  readonly services: readonly RunningService[];
  readonly bus: Bus;
  /** It is stopping: it still serves for a moment, and should get no new callers. */
  readonly isDraining?: () => boolean;
  /**
   * Who may read the metrics: this machine itself, or everyone who reaches the port, where that is
   * one of its own that the public never reaches.
   */
  readonly metricsFor: 'this machine' | 'the port';
  /** What else this process counts, in the text format of Prometheus. */
  readonly moreMetrics?: () => string;
}

/**
 * What operators and probes ask: alive, ready, metrics, dead letters. The last, which hold personal
 * data, only from this machine itself; never forwarded.
 */
export function addOperations(app: FastifyInstance, options: OperationsOptions): void {
  const ofProcess = processMetrics();
  const ofBus = busMetrics(options.bus);

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
    if (options.metricsFor === 'this machine') assertOperator(request);
    const rendered = await Promise.all([
      ...options.services.map((service) => service.metrics.render()),
      ofProcess.metrics(),
      ofBus(),
      options.moreMetrics?.() ?? '',
    ]);
    return reply.type('text/plain; version=0.0.4').send(mergeMetrics(rendered));
  });

  app.get('/dead-letters', async (request) => {
    assertOperator(request);
    return { items: await options.bus.deadLetters(listedDeadLetters) };
  });

  app.post<{ Params: { id: string } }>('/dead-letters/:id/replay', async (request, reply) => {
    assertOperator(request);
    assertSameOrigin(request);
    if (!(await options.bus.replay(request.params.id))) throw notFound('dead letter');
    return reply.code(204).send();
  });
}

const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const localName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Not forwarded, from this machine, under its own name. By the `Host` as it came: a page whose name
 * was pointed here could send `X-Forwarded-Host`, and be believed.
 */
function assertOperator({ socket, headers }: FastifyRequest): void {
  const forwarded = Object.keys(headers).some((name) => /^(x-)?forwarded/.test(name));
  const local = loopback.includes(socket.remoteAddress ?? '') && localName.test(headers.host ?? '');
  if (forwarded || !local) throw notFound('page');
}

async function isReady(service: RunningService): Promise<boolean> {
  const check = service.checkReady().then(
    () => true,
    () => false,
  );
  return withTimeLimit(checkTimeoutMs, check, () => false);
}

/** Services in one process have the same metrics, told apart by label: one header for each. */
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
