import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { startCluster } from '@onsale/cluster';
import { root, urlsIn } from '@onsale/install';
import { postgresFolder } from '@onsale/rehearse';
import { pickFreePort } from '@onsale/runtime';
import { type Pair, pairFolders, startPair } from './pair.js';
import type { OwnStage } from './stage.js';

export interface OwnCluster {
  readonly stage: OwnStage;
  /** Stops it, and deletes its data unless it is to be kept. */
  end(options: { keep: boolean }): Promise<void>;
}

export interface OwnClusterOptions {
  /** Name of its data folder in `.onsale`. */
  readonly name: string;
  readonly holdSeconds: number;
  readonly web: boolean;
  /** Services can be cut from the bus: each then reaches it through a process of its own. */
  readonly cuttable: boolean;
  /** Its databases are on a primary and a standby. */
  readonly pair?: { readonly synchronous: boolean };
  readonly postgresSettings?: Record<string, string>;
  readonly signal: AbortSignal;
  readonly say: (step: string) => void;
  readonly tell: (line: string) => void;
}

/** The least allowed, so that a drill soon sees a message delivered twice. */
const ackWaitSeconds = 5;

/**
 * Starts a cluster of this checkout with a data folder and ports of its own.
 * @throws ToolError when it does not start; nothing is left then
 */
export async function startOwnCluster(options: OwnClusterOptions): Promise<OwnCluster> {
  const { name, holdSeconds, web, cuttable, postgresSettings, signal, say, tell } = options;
  const folder = join(root, '.onsale', name);
  await mkdir(dirname(folder), { recursive: true, mode: 0o711 });
  const remove = async () => {
    const files = options.pair ? await pairFolders(folder) : [await postgresFolder(folder)];
    for (const each of [...files, folder]) await rm(each, { recursive: true, force: true });
  };
  const notStarted = async (error: Error) => {
    await pair?.stop();
    await remove();
    throw new ToolError(`The cluster did not start: ${error.message}`, { cause: error });
  };
  let pair: Pair | undefined;
  if (options.pair) {
    say('Starting a primary and a standby');
    const { synchronous } = options.pair;
    const settings = postgresSettings ? { settings: postgresSettings } : {};
    pair = await startPair({ folder, synchronous, signal, ...settings }).catch(notStarted);
  }
  const environment = {
    ...pair?.environment,
    PATH: process.env.PATH,
    PORT: String(await pickFreePort()),
    ONSALE_DATA: folder,
    ONSALE_DEMO: '0',
    ONSALE_LOG: 'warn',
    ONSALE_HOLD_SECONDS: String(holdSeconds),
    ONSALE_BUS_ACK_WAIT_SECONDS: String(ackWaitSeconds),
    // A few accounts of a drill represent many buyers.
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '1000',
  };
  const cluster = await startCluster({
    ...{ environment, cuttable, web, signal, progress: say },
    ...(postgresSettings ? { postgresSettings } : {}),
  }).catch(notStarted);
  const stage: OwnStage = {
    ...{ cluster, pair },
    install: {
      url: cluster.localUrl,
      ca: await readFile(cluster.caFile, 'utf8'),
      operatorToken: cluster.operatorToken,
      databases: async () => urlsIn(cluster.databaseUrls),
      nats: { servers: cluster.natsUrls.split(','), account: cluster.natsAccount },
    },
    ackWaitMs: ackWaitSeconds * 1000,
    ...{ folder, signal, say, tell },
  };
  return {
    stage,
    async end({ keep }) {
      say('Stopping the cluster');
      await cluster.stop();
      await pair?.stop();
      if (keep && pair) say(`Kept: ${folder}`);
      else if (keep) say(`Kept: ${folder}. Look at it: ONSALE_DATA=${folder} npm run cluster`);
      else await remove();
    },
  };
}
