import type { Logger } from '@onsale/runtime';
import type { Roles } from '../embedded-postgres/roles.js';
import { migrate, serviceMigrations } from '../migrate.js';
import { busMigrations } from './bus.js';
import { migrateTimers } from './timers.js';

/** The databases beside those of the services, and what creates or updates the tables of each. */
export const sharedDatabases: Readonly<
  Record<string, (url: string, log: Logger) => Promise<void>>
> = {
  bus: (url, log) => migrate({ url, directories: [busMigrations], log }),
  timers: migrateTimers,
};

/**
 * Creates every database of an embedded install with its tables, or updates them, before anything
 * uses them.
 */
export async function prepareDatabases(
  server: Roles,
  services: readonly { readonly name: string; readonly migrations: URL }[],
  log: Logger,
): Promise<void> {
  for (const { name, migrations } of services) {
    const url = await server.ensureOwnDatabase(name);
    await migrate({ url, directories: serviceMigrations(migrations), log });
  }
  for (const [name, prepare] of Object.entries(sharedDatabases)) {
    await prepare(await server.ensureOwnDatabase(name), log);
  }
}
