import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectEmbeddedPostgres } from '@onsale/infra';
import { seededRandom } from '@onsale/load';
import { runBench } from './bench.js';
import { makeBuyers } from './buyers.js';
import { describeMachine, root } from './machine.js';
import { makeSets, makeSettings, startEmptyCluster } from './make-sets.js';
import { type Options, sizesOf } from './options.js';
import { chooseParts } from './parts.js';
import { makeResult, type Result } from './result.js';
import { planSales } from './sale.js';
import { makeSite, type Site } from './site.js';

export interface RunHooks {
  /** Waits for an idle machine. @throws BusyMachine */
  beforeRound(): Promise<void>;
  /** Receives progress messages for a person. */
  tell(line: string): void;
  readonly signal: AbortSignal;
}

const seed = 1;

/**
 * Measures the requested parts on databases of its own, which it deletes in any case.
 * @throws BenchError
 */
export async function run(options: Options, hooks: RunHooks): Promise<Result> {
  const { mode, only, keep, anyway } = options;
  const { beforeRound, tell, signal } = hooks;
  const sizes = sizesOf[mode];
  const chosen = chooseParts(only, sizes);
  const startedAt = new Date();
  const name = startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = join(root, '.onsale', `bench-${name}-${process.pid}`);
  await beforeRound(); // before anything is made for it
  await mkdir(folder, { recursive: true, mode: 0o711 });
  try {
    tell('Starting PostgreSQL');
    const cluster = await startEmptyCluster(folder, signal);
    try {
      tell(`Signing ${sizes.buyers} buyers in`);
      const buyers = await makeBuyers(sizes.buyers, signal);
      const sales = planSales(sizes.events);
      const settings = makeSettings(buyers);
      tell('Putting events on sale');
      await makeSets(cluster, sales, buyers, settings);
      const random = seededRandom(seed);
      const base = { cluster, buyers, sales, sizes, settings, folder, random, signal, tell };
      let site: Promise<Site> | undefined;
      const stage = {
        ...base,
        site() {
          site ??= makeSite(base);
          return site;
        },
      };
      const measured = await runBench(stage, chosen, beforeRound);
      const machine = await describeMachine(cluster.version);
      const seconds = (Date.now() - startedAt.getTime()) / 1000;
      return makeResult(
        { at: startedAt.toISOString(), seconds, mode, sizes, machine, measured },
        anyway,
      );
    } finally {
      await cluster.stop();
    }
  } finally {
    if (keep) tell(`Kept: ${folder}`);
    else await remove(folder);
  }
}

async function remove(folder: string): Promise<void> {
  const data = join(folder, 'postgres');
  // Elsewhere when the folder is closed to the account that runs PostgreSQL.
  const parent = (await inspectEmbeddedPostgres(data))?.parent ?? data;
  for (const each of [parent, folder]) await rm(each, { recursive: true, force: true });
}
