// A process that uses the stores as a service does, with their addresses in its
// environment. Prints the result for each store as JSON: "ok", or the error.
import { connect } from '@nats-io/transport-node';
import { createLogger, withTimeLimit } from '@onsale/runtime';
import { tlsOf } from '../src/accounts.js';
import { createDatabase } from '../src/postgres-database.js';
import { connectRedis } from '../src/redis/connect.js';

const limitMs = 20_000;
const { POSTGRES = '', REDIS = '', NATS = '' } = process.env;
const log = createLogger('silent');

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await withTimeLimit(limitMs, work, () => {
      throw new Error('no answer');
    });
    return 'ok';
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

const database = createDatabase({
  ...{ url: POSTGRES, name: 'test', maxConnections: 1, statementTimeoutMs: limitMs, log },
});

function useRedis(): Promise<unknown> {
  const { commands } = connectRedis({ url: REDIS, service: 'orders', log });
  return new Promise((resolve, reject) => {
    commands.once('ready', resolve);
    commands.once('error', reject);
    commands.once('close', () => reject(new Error('closed')));
  });
}

const answers = {
  postgres: await outcome(database.query('select 1')),
  redis: await outcome(useRedis()),
  nats: await outcome(connect({ servers: [NATS], ...tlsOf([NATS]), reconnect: false })),
};
console.log(JSON.stringify(answers));
process.exit(0);
