import { defineRoute } from '@onsale/contracts/route';
import { expect, it } from 'vitest';
import { route } from '../src/http/route.js';
import type { Logger } from '../src/log.js';
import { createMetrics } from '../src/metrics.js';
import { serverOf } from './server-of.js';

const waiting = defineRoute({
  ...{ id: 'waiting', service: 'orders', method: 'GET', path: '/api/waiting', access: 'public' },
  ...{ summary: 'For this test', responses: { 204: null } },
});
const waitedMs = 100;

it('the duration of a request excludes the time it waited for a change', async () => {
  const logged: { ms?: number; waitedMs?: number }[] = [];
  const record = (fields: object) => void logged.push(fields);
  const log: Logger = {
    ...{ debug: record, info: record, warn: record, error: record },
    child: () => log,
  };
  const metrics = createMetrics('test');
  const waits = route(waiting, async (request) => {
    const startedMs = performance.now();
    while (performance.now() - startedMs < waitedMs);
    request.waited(performance.now() - startedMs);
    return { status: 204 };
  });
  const app = await serverOf([waits], { metrics, log });
  const startedMs = performance.now();
  await app.inject('/api/waiting');
  const otherMs = performance.now() - startedMs - waitedMs;
  await app.close();
  const sum = /_duration_seconds_sum{[^}]*route="waiting"[^}]*} (\S+)/.exec(await metrics.render());
  expect(Number(sum?.[1]) * 1000).toBeLessThanOrEqual(otherMs);
  const line = logged.find((one) => one.ms !== undefined);
  expect(line?.waitedMs).toBeGreaterThanOrEqual(waitedMs);
  expect(line?.ms).toBeLessThanOrEqual(Math.ceil(otherMs));
});
