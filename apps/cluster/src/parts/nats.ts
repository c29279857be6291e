import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from '../folders.js';
import type { Part } from '../part.js';
import { answersOk } from './answers.js';
import { programPart } from './program.js';

export const natsServers = 3;
/** The servers need one another to elect a leader, and reading a long log takes time. */
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

export interface NatsPorts {
  readonly clients: number;
  readonly routes: number;
  readonly monitor: number;
}

/** Three NATS servers with JetStream that store messages on disk. */
export function natsParts(options: {
  program: string;
  ports: readonly NatsPorts[];
  /** The block of their configuration that names the accounts. */
  authorization: string;
  /** Among themselves. */
  routesPassword: string;
  folders: Folders;
  environment: NodeJS.ProcessEnv;
}): Part[] {
  const { program, ports, folders, environment } = options;
  return ports.map((own, at) => {
    const name = `nats-${at + 1}`;
    const file = join(folders.settings, `${name}.conf`);
    writeFileSync(file, configuration({ ...options, name, own, store: folders.data(name) }), {
      mode: 0o600,
    });
    return programPart(
      {
        name,
        kind: 'nats',
        group: 'nats',
        index: at + 1,
        command: program,
        args: ['-c', file],
        environment,
        isReady: () => answersOk(`http://127.0.0.1:${own.monitor}/healthz`),
        readyTimeoutMs,
        stopSignal: 'SIGINT', // after SIGTERM it says that it has failed
        stopTimeoutMs,
      },
      folders,
    );
  });
}

function configuration(options: {
  name: string;
  own: NatsPorts;
  ports: readonly NatsPorts[];
  authorization: string;
  routesPassword: string;
  store: string;
}): string {
  const { name, own, ports, authorization, routesPassword, store } = options;
  const routes = ports.map(({ routes }) => `"nats://onsale:${routesPassword}@127.0.0.1:${routes}"`);
  return `server_name: ${name}
listen: "127.0.0.1:${own.clients}"
http: "127.0.0.1:${own.monitor}"
${authorization}jetstream { store_dir: ${JSON.stringify(store)} }
cluster {
  name: onsale
  listen: "127.0.0.1:${own.routes}"
  authorization { user: onsale, password: "${routesPassword}" }
  routes: [${routes.join(', ')}]
  # Clients know all servers, and by which way to reach them.
  no_advertise: true
}
`;
}
