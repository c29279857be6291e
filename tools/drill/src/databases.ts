import { createDatabase, type PostgresDatabase } from '@onsale/infra';
import type { Install } from '@onsale/rehearse';
import { createLogger } from '@onsale/runtime';

const statementTimeoutMs = 120_000;

/** Opens the database of one service for as long as the work takes. */
export async function withDatabase<T>(
  install: Install,
  service: string,
  work: (database: PostgresDatabase) => Promise<T>,
): Promise<T> {
  const url = (await install.databases())?.[service];
  if (url === undefined) throw new Error(`The database of ${service} is out of reach.`);
  const database = createDatabase({
    ...{ url, name: 'onsale-drill', maxConnections: 2, statementTimeoutMs },
    log: createLogger('silent'),
  });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
