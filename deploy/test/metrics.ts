import { generateKeyPairSync } from 'node:crypto';
import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import { expiration } from '@onsale/expiration';
import { createFront } from '@onsale/front';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import { addOperations, createHttpServer, type MetricDescription } from '@onsale/runtime';
import { type TestServer, testServer, testSessionKeys } from '@onsale/testing';
import { tickets } from '@onsale/tickets';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const ticketKey = generateKeyPairSync('ed25519').privateKey.export(pem).toString();

const starts: readonly (() => Promise<TestServer>)[] = [
  () => testServer(auth, { ONSALE_SESSION_PRIVATE_KEY: testSessionKeys.privateKey }),
  () => testServer(catalog),
  () => testServer(orders),
  () => testServer(payments, { ONSALE_WEBHOOK_SECRET: 'x'.repeat(32) }),
  () => testServer(tickets, { ONSALE_TICKET_PRIVATE_KEY: ticketKey }),
  () => testServer(expiration),
];

/** A metric, and the services that have it; none for a metric of the process or of the bus. */
export interface KnownMetric extends Omit<MetricDescription, 'type'> {
  readonly services: readonly string[];
}

/** Every metric of the product, as its services declare them when they start for real. */
export async function allMetrics(): Promise<ReadonlyMap<string, KnownMetric>> {
  const metrics = new Map<string, KnownMetric>();
  for (const [index, start] of starts.entries()) {
    const server = await start();
    try {
      const { name, metrics: own } = server.service;
      for (const { type: _, ...metric } of own.describe()) {
        const services = [...(metrics.get(metric.name)?.services ?? []), name];
        metrics.set(metric.name, { ...metric, services });
      }
      if (index === 0) {
        for (const metric of readText(await operationsOf(server))) metrics.set(metric.name, metric);
      }
    } finally {
      await server.stop();
    }
  }
  for (const metric of readText(frontText())) {
    const labels = metric.labels.filter((label) => label !== 'service' && label !== 'le');
    metrics.set(metric.name, { ...metric, labels, services: ['web'] });
  }
  return metrics;
}

/** The metrics of the front, in every mode. */
const frontText = (): string =>
  createFront({
    staticFolders: [],
    renderer: () => ({ url: '' }),
    atOnce: 1,
    originOf: () => '',
    log: { warn: () => undefined },
  }).metrics();

/** The metrics of a process, beside those of its services. */
async function operationsOf({ infra }: TestServer): Promise<string> {
  const app = await createHttpServer({
    services: [],
    clock: infra.clock,
    log: infra.log,
    sessionPublicKey: testSessionKeys.publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
  addOperations(app, {
    ...{ services: [], bus: infra.bus, log: infra.log },
    ...{ operatorToken: '', metricsOpen: true },
  });
  const { body } = await app.inject('/metrics');
  await app.close();
  return body;
}

function readText(text: string): KnownMetric[] {
  return [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = '', help = '']) => {
    const labels = [...text.matchAll(new RegExp(`^${name}(?:_\\w+)?{(.*)} `, 'gm'))]
      .flatMap(([, inside = '']) => [...inside.matchAll(/(\w+)="/g)])
      .map(([, label = '']) => label);
    return { name, help, labels: [...new Set(labels)], services: [] };
  });
}
