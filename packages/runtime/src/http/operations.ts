import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../errors.js';
import type { Bus } from '../infra.js';
import type { RunningService } from '../service.js';
import { assertSameOrigin } from './origin.js';

const checkTimeoutMs = 2_000;
const listedDeadLetters = 100;

/**
 * What operators and probes ask: alive, ready, metrics, dead letters. Only from this machine
 * itself, or through whatever the operator lets reach the service directly; never forwarded.
 */
export function addOperations(
  app: FastifyInstance,
  options: { services: readonly RunningService[]; bus: Bus },
): void {
  app.get('/healthz', async () => ({ status: 'alive' }));

  app.get('/readyz', async (_request, reply) => {
    const checks = await Promise.all(
      options.services.map(async (service) => [service.name, await isReady(service)] as const),
    );
    const ready = checks.every(([, serves]) => serves);
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', services: Object.fromEntries(checks) });
  });

  app.get('/metrics', async (request, reply) => {
    assertOperator(request);
    const lag = [...(await options.bus.lag())].map(
      ([subscription, waiting]) =>
        `onsale_subscription_waiting_messages{subscription="${subscription}"} ${waiting}`,
    );
    const rendered = await Promise.all(options.services.map((service) => service.metrics.render()));
    return reply
      .type('text/plain; version=0.0.4')
      .send(mergeMetrics([...rendered, lag.join('\n')]));
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
const localNames = ['localhost', '127.0.0.1', '[::1]'];

/** Not forwarded, from this machine, under its own name (so no web page reaches it by DNS). */
function assertOperator(request: FastifyRequest): void {
  const local =
    loopback.includes(request.socket.remoteAddress ?? '') &&
    request.headers['x-forwarded-for'] === undefined &&
    localNames.includes(request.hostname);
  if (!local) throw notFound('page');
}

async function isReady(service: RunningService): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, checkTimeoutMs, false);
  });
  const check = service.checkReady().then(
    () => true,
    () => false,
  );
  const ready = await Promise.race([check, late]);
  clearTimeout(timer);
  return ready;
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
