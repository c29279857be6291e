import type { Logger } from '@onsale/runtime';
import type { Roles } from '../embedded-postgres/roles.js';
import { migrate, serviceMigrations } from '../migrate.js';
import { busMigrations } from './bus.js';
import { migrateTimers } from './timers.js';

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
  const url = await server.ensureOwnDatabase('bus');
  await migrate({ url, directories: [busMigrations], log });
  await migrateTimers(await server.ensureOwnDatabase('timers'));
}
