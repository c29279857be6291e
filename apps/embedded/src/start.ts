import { access, constants, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Local, local } from '@onsale/infra';
import {
  addDocs,
  addOperations,
  type Clock,
  createHttpServer,
  createLogger,
  type RunningService,
  readSettings,
  type Stop,
  startService,
} from '@onsale/runtime';
import type { FastifyInstance } from 'fastify';
import { seedDemo } from './demo.js';
import { addGateway } from './gateway.js';
import { loadSecrets, type Secrets } from './secrets.js';
import {
  assertSettings,
  dataFolder,
  type EmbeddedSettings,
  embeddedSettings,
  services,
} from './settings.js';
import { startWeb, type Web } from './web.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const version = '0.1.0';

export interface Onsale {
  readonly url: string;
  readonly settings: EmbeddedSettings;
  readonly dataFolder: string;
  readonly local: Local;
  stop(): Promise<void>;
}

/**
 * Runs the whole product in this process: PostgreSQL, every service, the pages, on one port.
 * @param environment where settings are read from
 * @param progress is told each step, for a person
 * @throws Error with one line that says what is wrong and what to do
 */
export async function startOnsale(
  environment: Readonly<Record<string, string | undefined>>,
  progress: (step: string) => void = () => undefined,
  clock?: Clock,
): Promise<Onsale> {
  assertSettings(environment);
  const settings = readSettings(embeddedSettings, environment);
  const folder = dataFolder(settings, root);
  const url = `http://${settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host}:${settings.port}`;
  const log = createLogger(settings.log);
  await assertPortFree(settings.port, settings.host);
  await assertWritable(folder);
  const secrets = await loadSecrets(folder);
  const given = settingsFor(environment, secrets, url);

  const stops: Stop[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    progress('Starting PostgreSQL');
    const infra = await local({
      dataDir: join(folder, 'postgres'),
      services: services.map((service) => service.name),
      log,
      ...(clock ? { clock } : {}),
    });
    stops.push(() => infra.stop());

    progress('Starting the services');
    const running: RunningService[] = [];
    stops.push(async () => {
      for (const service of running.splice(0).reverse()) await service.stop();
    });
    for (const service of services) {
      const own = await infra.infra(service.name, service.migrations);
      running.push(await startService(service, own, readSettings(service.settings, given)));
    }
    const app = await createHttpServer({
      services: running,
      clock: clock ?? { now: () => new Date() },
      log,
      sessionPublicKey: secrets.sessionPublicKey,
      trustProxy: settings.trustProxy,
      checkReplies: settings.checkReplies,
    });
    addOperations(app, { services: running, bus: infra.bus });
    const contracts = running.flatMap((one) => one.routes.map((route) => route.contract));
    await addDocs(app, contracts, version);
    const web = settings.web ? await addPages(app, settings, url, log) : undefined;
    stops.push(async () => {
      // No new requests; then the services end the streams that would keep `close` waiting.
      const closed = app.close();
      for (const service of running.splice(0).reverse()) await service.stop();
      await closed;
      await web?.stop();
    });
    await app.listen({ port: settings.port, host: settings.host });
    if (settings.demo) await seedDemo(folder, url, progress);
    return { url, settings, dataFolder: folder, local: infra, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addPages(
  app: FastifyInstance,
  settings: EmbeddedSettings,
  url: string,
  log: Parameters<typeof startWeb>[0]['log'],
): Promise<Web> {
  const web = await startWeb({
    entry: join(root, 'apps/web/server.mjs'),
    apiUrl: url,
    dev: settings.webDev,
    log,
  });
  await addGateway(app, web.url, settings.webDev);
  return web;
}

/** What the services read: the environment, and what an embedded install knows by itself. */
const settingsFor = (
  environment: Readonly<Record<string, string | undefined>>,
  secrets: Secrets,
  url: string,
) => ({
  ONSALE_SESSION_PRIVATE_KEY: secrets.sessionPrivateKey,
  ONSALE_TICKET_PRIVATE_KEY: secrets.ticketPrivateKey,
  ONSALE_WEBHOOK_SECRET: secrets.webhookSecret,
  ONSALE_WEBHOOK_BASE_URL: url,
  ...environment,
});

function assertPortFree(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use. Stop what uses it, or start with another: PORT=3001`)
          : new Error(
              `Cannot listen on ${host}:${port}: ${error.message}. Set ONSALE_HOST or PORT.`,
            ),
      );
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

async function assertWritable(folder: string): Promise<void> {
  try {
    // What is secret in it has its own mode; PostgreSQL's account must be able to pass through.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The data folder ${folder} cannot be used: ${reason}. Set ONSALE_DATA to a folder you may write to.`,
    );
  }
}
