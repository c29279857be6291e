import { setTimeout as pause } from 'node:timers/promises';
import { type Client, createClient } from '@onsale/load';
import type { Buyers } from './buyers.js';
import { type Cluster, type Databases, services, shared } from './cluster.js';
import type { Sizes } from './options.js';
import type { Sales } from './sale.js';
import { type RunningServer, startServer } from './server/launch.js';
import type { FixedAnswer, Job, KnownAnswer, Role } from './server/protocol.js';
import type { Site } from './site.js';

/** What every part of the bench receives. */
export interface Stage {
  readonly cluster: Cluster;
  readonly buyers: Buyers;
  readonly sales: Sales;
  readonly sizes: Sizes;
  readonly folder: string;
  /** What the services of the product read from the environment, for the role `product`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Created at the first use. */
  site(): Promise<Site>;
  /** Receives progress messages for a person. */
  tell(line: string): void;
  /** Median of a figure over the rounds so far; undefined when the part has not run. */
  found(part: string, figure: string): number | undefined;
}

/** Servers that run, and a client for each. */
export interface Running {
  readonly servers: readonly RunningServer[];
  readonly clients: readonly Client[];
  readonly urls: Readonly<Record<string, string>>;
  /** Processor time of the servers, milliseconds. */
  cpuMs(): Promise<number>;
  /** Waits until no message waits anywhere. @returns seconds */
  settle(): Promise<number>;
  /** Stops them now, so that the next work has the databases to itself. */
  stop(): Promise<void>;
}

export interface Setting {
  readonly role: Role;
  readonly processes?: number;
  /** Which databases to begin with: a copy of this set, or these very ones. */
  readonly set?: string;
  readonly databases?: Databases;
  /** What the role `same-bytes` sends. */
  readonly answer?: FixedAnswer;
  /** What the role `same-answers` answers. */
  readonly answers?: readonly KnownAnswer[];
  /** Connections in all. */
  readonly connections: number;
}

const timeoutMs = 30_000;
const settleLimitMs = 120_000;
const settleEveryMs = 50;

const bareRoles: ReadonlySet<Role> = new Set(['raw', 'bare', 'same-bytes', 'same-answers']);

/** The databases that a role works on. */
export const databasesOf = (role: Role): readonly string[] => {
  if (bareRoles.has(role)) return [];
  if (role === 'product' || role === 'site') return [...services, ...shared];
  return [role === 'auth' ? 'auth' : 'orders', ...shared];
};

/** The settings of a server that works on these databases. */
export const jobFor = (
  role: Role,
  urls: Job['urls'],
  { buyers, settings }: Pick<Stage, 'buyers' | 'settings'>,
): Job => ({
  ...{ role, urls, settings },
  sessionPublicKey: buyers.publicKey,
  sessionCheckKey: buyers.checkKey,
});

/** Starts servers on databases of their own, does the work, and removes everything again. */
export async function onServers<T>(
  stage: Stage,
  setting: Setting,
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const { role, processes = 1, set = 'one', connections } = setting;
  const { cluster } = stage;
  const databases = setting.databases ?? (await cluster.copy(set, databasesOf(role)));
  const { urls } = databases;
  const servers: RunningServer[] = [];
  const clients: Client[] = [];
  const stop = async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  };
  try {
    const { answer, answers } = setting;
    const fixed = { ...(answer ? { answer } : {}), ...(answers ? { answers } : {}) };
    const job = { ...jobFor(role, urls, stage), ...fixed };
    for (let index = 0; index < processes; index += 1) servers.push(await startServer(job));
    for (const { url } of servers) {
      clients.push(createClient({ url, connections: connections / processes, timeoutMs }));
    }
    stage.signal.throwIfAborted();
    return await work({
      servers,
      clients,
      urls,
      async cpuMs() {
        const each = await Promise.all(servers.map((server) => server.cpuMs()));
        return each.reduce((sum, ms) => sum + ms, 0);
      },
      settle: () => settle(servers, stage.signal),
      stop,
    });
  } finally {
    await stop();
    if (!setting.databases) await databases.drop();
  }
}

/** Waits, with a limit, until no message waits anywhere. @returns seconds */
export async function settle(
  servers: readonly RunningServer[],
  signal?: AbortSignal,
): Promise<number> {
  const startedMs = performance.now();
  // Twice in a row: a message may have been between two tables.
  for (let quiet = 0; quiet < 2; ) {
    signal?.throwIfAborted();
    const waiting = await Promise.all(servers.map((server) => server.waiting()));
    quiet = waiting.every((count) => count === 0) ? quiet + 1 : 0;
    if (performance.now() - startedMs > settleLimitMs) break; // the audit says what is left
    await pause(settleEveryMs);
  }
  return (performance.now() - startedMs) / 1000;
}
