import { existsSync, readFileSync } from 'node:fs';
import {
  type EmbeddedPostgres,
  postgresMajorOf,
  shippedPostgresMajor,
  startEmbeddedPostgres,
} from '@onsale/infra';
import type { Folders } from '../folders.js';
import { appendLog } from '../logs.js';
import type { Part } from '../part.js';

export interface ServiceDatabase {
  readonly service: string;
  readonly password: string;
}

/**
 * PostgreSQL from npm, with a database for each service and a role that may use that one alone. It
 * restarts itself when it dies.
 */
export function postgresPart(options: {
  port: number;
  databases: readonly ServiceDatabase[];
  folders: Folders;
  settings?: Record<string, string>;
}): Part {
  const { port, databases, folders, settings } = options;
  const log = folders.log('postgres');
  let server: EmbeddedPostgres | undefined;

  return {
    name: 'postgres',
    kind: 'postgres',
    group: 'postgres',
    index: 1,
    get pid() {
      return server?.pid;
    },
    died: new Promise(() => undefined),
    async start(signal) {
      if (server) return;
      const dataDir = folders.data('postgres');
      await assertNotEarlier(dataDir);
      const started = await startEmbeddedPostgres({
        dataDir,
        port,
        ...(settings ? { settings } : {}),
        signal,
        log: (line) => appendLog(log, line),
      });
      try {
        for (const { service, password } of databases) {
          await started.ensureDatabase(service, { role: service, password });
        }
      } catch (error) {
        await started.stop();
        throw error;
      }
      server = started;
    },
    async stop() {
      const stopping = server;
      if (!stopping) return null;
      server = undefined;
      sendToAll(stopping.pid, 'SIGCONT');
      await stopping.stop();
      return 0;
    },
    send(signal) {
      if (server) sendToAll(server.pid, signal);
    },
  };
}

/** Only an embedded install is moved to another PostgreSQL: its tables are all made in one process. */
async function assertNotEarlier(dataDir: string): Promise<void> {
  const [found, ours] = [await postgresMajorOf(dataDir), await shippedPostgresMajor()];
  if (found === undefined || found === ours) return;
  throw new Error(
    `The data in ${dataDir} was written by PostgreSQL ${found}, and this cluster runs PostgreSQL ${ours}. Nothing was changed. Go back to the version of Onsale that wrote it (git checkout), or set ONSALE_DATA to an empty folder.`,
  );
}

/** URL of a service's database, for its own role. */
export const databaseUrl = (port: number, { service, password }: ServiceDatabase): string =>
  `postgresql://${service}:${password}@127.0.0.1:${port}/${service}`;

/**
 * Its processes are each the leader of a group of their own. The server itself comes first, so that
 * it starts no others in between. A server that is killed takes its processes with it.
 */
function sendToAll(pid: number, signal: NodeJS.Signals): void {
  const list = `/proc/${pid}/task/${pid}/children`;
  const isForAll = ['SIGSTOP', 'SIGCONT'].includes(signal);
  sendTo(pid, signal);
  if (!isForAll || !existsSync(list)) return;
  for (const child of readFileSync(list, 'utf8').trim().split(' ').filter(Boolean)) {
    sendTo(Number(child), signal);
  }
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
