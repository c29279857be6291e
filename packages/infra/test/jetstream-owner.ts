// A process that takes messages: `jetstream-owner <options as JSON>`. It kills itself with
// SIGKILL when it receives the poison message. If it is to wait, it finishes no message before it
// receives `go`. It reports which messages it has begun and which it has finished.
import { once } from 'node:events';
import { createLogger } from '@onsale/runtime';
import { createJetStreamBus } from '../src/jetstream/bus.js';
import { createDatabase } from '../src/postgres-database.js';
import { expiryType } from './conformance/messages.js';

export interface OwnerOptions {
  readonly server: string;
  readonly databaseUrl: string;
  readonly poison?: string;
  readonly waits?: boolean;
}

const options = JSON.parse(process.argv[2] ?? '') as OwnerOptions;
const log = createLogger('silent');
const database = createDatabase({
  url: options.databaseUrl,
  maxConnections: 2,
  statementTimeoutMs: 5_000,
  log,
});
const bus = await createJetStreamBus({
  servers: [options.server],
  service: 'owner',
  database,
  log,
  ackWaitMs: 400,
  maxKeepMs: 1_600,
  suspectDeliveries: 2,
});
await bus.subscribe({
  name: 'one',
  types: [expiryType],
  async handle(messages) {
    const ids = messages.map(({ id }) => id);
    console.log(JSON.stringify({ begun: ids }));
    if (options.poison && ids.includes(options.poison)) process.kill(process.pid, 'SIGKILL');
    if (options.waits) await once(process.stdin, 'data');
    console.log(JSON.stringify({ finished: ids }));
  },
});
