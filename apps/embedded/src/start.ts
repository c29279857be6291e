import { createPublicKey, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Local,
  local,
  prepareDatabases,
  startTracing,
  upgradeEmbeddedPostgres,
} from '@onsale/infra';
import {
  addDocs,
  addOperations,
  type Clock,
  createHttpServer,
  createLogger,
  type Logger,
  listenForBrowsers,
  pageEnvironment,
  type RunningService,
  readSettings,
  type Stop,
  startService,
  stopAll,
  version,
} from '@onsale/runtime';
import { assertSite } from './assert-site.js';
import { backUpBeforeUpdate } from './before-update.js';
import { assertDemoStaysHere, seedDemo } from './demo.js';
import { holdsDemo } from './demo-password.js';
import { watchDisk } from './disk-watch.js';
import { addGateway } from './gateway.js';
import { guardHosts, knownHosts } from './known-hosts.js';
import { assertPortFree, assertWritable, explainFullDisk } from './obstacles.js';
import { guardedHost, originBehind, strictTransportOf } from './origin-behind.js';
import { openPageFront } from './page-front.js';
import { loadSecrets, type Secrets } from './secrets.js';
import {
  assertSettings,
  dataFolder,
  type EmbeddedSettings,
  embeddedSettings,
  services,
} from './settings.js';
import { openTls, type Tls } from './tls/open-tls.js';
import { startWeb, type Web } from './web.js';

const mostPageProcesses = 4;
const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Onsale {
  readonly url: string;
  readonly settings: EmbeddedSettings;
  readonly dataFolder: string;
  /** How TLS is served; undefined without TLS. */
  readonly tls?: Pick<Tls, 'isOwn'> | undefined;
  readonly local: Local;
  /** Stops everything, in order and to the end, whatever fails on the way. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Receives progress messages for a person. */
  readonly progress?: (step: string) => void;
  readonly clock?: Clock;
  /** Ends the start at its next step: the start rejects, and nothing is left running. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the whole product in this process on one port: PostgreSQL, every service, the pages.
 * @param environment the source of the settings
 * @throws Error with one line that says what is wrong and what to do
 */
export async function startOnsale(
  environment: Readonly<Record<string, string | undefined>>,
  { progress = () => undefined, clock, signal }: StartOptions = {},
): Promise<Onsale> {
  assertSettings(environment);
  const settings = readSettings(embeddedSettings, environment);
  if (settings.web) await assertSite(settings);
  const folder = dataFolder(settings, root);
  const url = urlOf(settings);
  const log = createLogger(settings.log);
  await assertPortFree(settings.port, settings.host);
  await assertWritable(folder);
  const { demo, host, hosts } = settings;
  assertDemoStaysHere(demo, { ONSALE_HOST: host, ONSALE_HOSTS: hosts }, folder);
  const tls = await openTls(settings, folder, log);

  const step = (name: string) => {
    signal?.throwIfAborted();
    progress(name);
  };
  const stops: Stop[] = [async () => tls?.stop()];
  const stop = () => stopAll(stops.splice(0).reverse());
  try {
    stops.push(
      await startTracing({
        service: 'onsale',
        url: settings.tracesUrl,
        sampled: settings.tracesSampled,
        log,
      }),
    );
    // New for each run: a session from before it is verified by its signature once more.
    const checkKeys =
      environment.ONSALE_SESSION_CHECK_KEYS || randomBytes(32).toString('base64url');
    const given = {
      ...settingsFor(environment, await loadSecrets(folder), url),
      ONSALE_SESSION_CHECK_KEYS: checkKeys,
    };
    await backUpBeforeUpdate(folder, {
      keep: settings.updateBackups,
      passphrase: settings.backupPassphrase,
      progress,
      signal: signal ?? new AbortController().signal,
    });
    await upgradeEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      prepare: (server) => prepareDatabases(server, services, log),
      log: (line, isForPeople = false) =>
        isForPeople ? progress(line) : log.info({ part: 'postgres' }, line),
      signal: signal ?? new AbortController().signal,
    });
    step('Starting PostgreSQL');
    const web = settings.web ? await launchPages(settings, url, log) : undefined;
    if (web) stops.push(() => web.stop());
    const infra = await local({
      dataDir: join(folder, 'postgres'),
      services: services.map((service) => service.name),
      log,
      ...(clock ? { clock } : {}),
      ...(signal ? { signal } : {}),
    });
    stops.push(() => infra.stop());

    step('Starting the services');
    const running: RunningService[] = [];
    const stopServices = () => {
      const last = running.splice(0).reverse();
      return stopAll(last.map((service) => service.stop));
    };
    stops.push(stopServices);
    for (const service of services) {
      signal?.throwIfAborted();
      const own = await infra.infra(service.name, service.migrations);
      running.push(await startService(service, own, readSettings(service.settings, given)));
    }
    const originOf = originBehind(settings.trustProxy);
    const pages =
      web && !settings.webDev ? await openFront(web, running, originOf, log) : undefined;
    if (pages) stops.push(pages.stop);
    const refusesHost = guardHosts({
      isKnown: knownHosts(
        host,
        hosts.split(',').filter((name) => name !== ''),
      ),
      hostOf: guardedHost(settings.trustProxy),
      isDemo: demo || holdsDemo(folder),
      log,
    });
    const sessionPublicKey = publicKeyOf(given.ONSALE_SESSION_PRIVATE_KEY);
    const strictTransport = !tls?.isOwn;
    const sayStrict = strictTransportOf(originOf);
    const app = await createHttpServer({
      services: running,
      clock: clock ?? { now: () => new Date() },
      log,
      sessionPublicKey,
      sessionCheckKey: checkKeys.split(',')[0] as string,
      trustProxy: settings.trustProxy,
      checkReplies: settings.checkReplies,
      strictTransport,
      first: (request, response) => {
        // The API sets the header itself, which costs each answer less.
        if (strictTransport && !request.url?.startsWith('/api/')) sayStrict(request, response);
        return (
          refusesHost(request, response) ||
          tls?.guard(request, response) ||
          (pages?.front.answer(request, response) ?? false)
        );
      },
    });
    tls?.serve(app.server as Server);
    const disk = await watchDisk(folder, log);
    stops.push(async () => disk.stop());
    addOperations(app, {
      services: running,
      bus: infra.bus,
      log,
      operatorToken: given.ONSALE_OPERATOR_TOKEN,
      freeBytes: disk.freeBytes,
      moreMetrics: () => disk.metrics() + (pages?.front.metrics() ?? ''),
    });
    const contracts = running.flatMap((one) => one.routes.map((route) => route.contract));
    await addDocs(app, contracts, version, sessionPublicKey);
    if (web) await addGateway(app, web.next, settings.webDev, log);
    stops.push(() => {
      // Refuses new requests; then the services end the streams that would delay `close`.
      const closed = app.close();
      closed.catch(() => undefined); // awaited below, once the services have stopped
      return stopAll([stopServices, () => closed]);
    });
    await web?.ready;
    signal?.throwIfAborted();
    await listenForBrowsers(app, settings, log);
    if (demo) {
      const catalogUrl = infra.postgres.url('catalog');
      await seedDemo(folder, { url, catalogUrl }, step, signal);
    }
    return { url, settings, dataFolder: folder, tls, local: infra, stop };
  } catch (error) {
    const explained = await explainFullDisk(error, folder);
    await stop().catch((failure: unknown) => log.warn({ err: failure }, 'stopping failed'));
    throw explained;
  }
}

const launchPages = (settings: EmbeddedSettings, url: string, log: Logger): Promise<Web> =>
  startWeb({
    entry: join(root, 'apps/web/server.mjs'),
    apiUrl: url,
    environment: pageEnvironment(settings),
    processes: settings.webDev ? 1 : Math.min(availableParallelism(), mostPageProcesses),
    dev: settings.webDev,
    log,
  });

async function openFront(
  web: Web,
  services: readonly RunningService[],
  originOf: ReturnType<typeof originBehind>,
  log: Logger,
) {
  const built = (await import(join(root, 'apps/web/build-scripts.mjs'))) as {
    staticFolders: Parameters<typeof openPageFront>[0]['staticFolders'];
  };
  return openPageFront({ web, services, originOf, log, staticFolders: built.staticFolders });
}

/** The address at which this machine itself reaches the install. */
function urlOf({ host, port }: EmbeddedSettings): string {
  const everywhere = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host];
  return `http://${everywhere ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}

/** The PEM that verifies signatures of `privateKey` (PEM, even on one line with `\\n`). */
const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey.replaceAll('\\n', '\n'))
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** The services' settings: the environment, and values that an embedded install can derive. */
const settingsFor = (
  environment: Readonly<Record<string, string | undefined>>,
  secrets: Secrets,
  url: string,
) => ({
  ONSALE_SESSION_PRIVATE_KEY: secrets.sessionPrivateKey,
  ONSALE_TICKET_PRIVATE_KEY: secrets.ticketPrivateKey,
  ONSALE_WEBHOOK_SECRET: secrets.webhookSecret,
  ONSALE_OPERATOR_TOKEN: secrets.operatorToken,
  ONSALE_WEBHOOK_BASE_URL: url,
  ...environment,
});
