import { setTimeout as pause } from 'node:timers/promises';
import { allRoutes } from '@onsale/contracts/routes';
import { type Clock, systemClock } from './clock.js';
import { drainable } from './http/connections.js';
import { addDocs } from './http/docs.js';
import { listenOn } from './http/listen.js';
import { addOperations } from './http/operations.js';
import { createHttpServer } from './http/server.js';
import type { Infra, Stop } from './infra.js';
import { createLogger, type Logger } from './log.js';
import { addPageChanges } from './page-changes.js';
import { type ProcessSettings, processSettings } from './process-settings.js';
import { type RunningService, type ServiceDefinition, startService } from './service.js';
import { assertKnown, byVariable, readSettings, type Settings } from './settings.js';
import { stopAll } from './stop-all.js';
import { version } from './version.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The infrastructure of a service in a process of its own. */
export interface InfraProvider {
  /** The settings that it reads from the environment for this service. */
  settings(service: string): Settings;
  /** @throws Error if the service cannot start; then nothing is left open */
  connect(
    service: { readonly name: string; readonly migrations: URL },
    options: { readonly environment: Environment; readonly clock: Clock; readonly log: Logger },
  ): Promise<{ readonly infra: Infra; readonly stop: Stop }>;
}

export interface ProcessOptions {
  /** Whether to serve the documents of the whole API; one service does. */
  readonly docs?: boolean;
  readonly environment?: Environment;
  readonly clock?: Clock;
}

export interface RunningProcess {
  readonly drainSeconds: number;
  /**
   * Reports that it is not ready, keeps serving for `drainSeconds`, finishes the work in progress,
   * and closes everything.
   */
  readonly stop: Stop;
}

/** Every setting that the process of a service reads, by its environment variable. */
export const settingsOf = (
  definition: { name: string; settings: Settings },
  infraProvider: Pick<InfraProvider, 'settings'>,
) => byVariable([processSettings, infraProvider.settings(definition.name), definition.settings]);

/**
 * Starts one service as a process of its own: its API on one port, probes and operators on another.
 * @throws SettingsError that names each wrong, missing or unknown setting
 */
export async function startProcess<S extends Settings>(
  definition: ServiceDefinition<S>,
  infraProvider: InfraProvider,
  options: ProcessOptions = {},
): Promise<RunningProcess> {
  const { environment = process.env, clock = systemClock } = options;
  const known = settingsOf(definition, infraProvider);
  assertKnown(environment, known);
  readSettings(Object.fromEntries(known), environment); // reports all errors at once
  const settings = readSettings(processSettings, environment);
  const log = createLogger(settings.log);

  const { infra, stop: disconnect } = await infraProvider.connect(definition, {
    environment,
    clock,
    log,
  });
  try {
    const own = readSettings(definition.settings, environment);
    const service = await startService(definition, infra, own);
    const stopServing = await serve(service, infra, settings, options.docs ?? false);
    const stop = () => stopAll([stopServing, disconnect]);
    return { drainSeconds: settings.drainSeconds, stop };
  } catch (error) {
    await disconnect();
    throw error;
  }
}

/**
 * Longer than proxies keep idle connections (Google's keep them for ten minutes), so that they
 * close them and we do not: a proxy may be sending a request on a connection that we close.
 */
const keepAliveMs = 620_000;

/** @returns a function that drains, then stops serving and stops the service */
async function serve(
  service: RunningService,
  { bus, clock, log }: Infra,
  settings: ProcessSettings,
  docs: boolean,
): Promise<Stop> {
  const services = [service];
  const common = { ...settings, clock, log };
  const app = await createHttpServer({ ...common, services });
  if (docs) await addDocs(app, allRoutes, version, settings.sessionPublicKey);
  if (service.pageChanges) addPageChanges(app, service.name, service.pageChanges);
  app.server.keepAliveTimeout = keepAliveMs;
  const connections = drainable(app);
  const operations = await createHttpServer({ ...common, services: [] });
  let draining = false;
  addOperations(operations, {
    services,
    bus,
    log,
    isDraining: () => draining,
    operatorToken: settings.operatorToken,
    metricsOpen: settings.metricsOpen,
  });
  const stop = () => {
    // Accepts no new requests; the service then ends streams that `close` waits for.
    const closed = app.close();
    closed.catch(() => undefined); // reported below, when the services have stopped
    // Operations close last, so that probes see a process that is stopping, not a dead one.
    return stopAll([service.stop, () => closed, () => operations.close()]);
  };
  try {
    await listenOn(app, settings);
    await listenOn(operations, { port: settings.operationsPort, host: settings.operationsHost });
  } catch (error) {
    await stop().catch((failure: unknown) => log.warn({ err: failure }, 'stopping failed'));
    throw error;
  }
  return async () => {
    draining = true;
    connections.begin();
    await pause(settings.drainSeconds * 1000);
    await connections.refuse();
    await stop();
  };
}
