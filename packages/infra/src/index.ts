export { deadLetterMigrations } from './dead-letters.js';
export { readBaseBackup } from './embedded-postgres/base-backup.js';
export {
  canRun as canRunPostgres,
  earlierBinaries,
} from './embedded-postgres/earlier.js';
export { ReadyMessage } from './embedded-postgres/failures.js';
export {
  type EmbeddedPostgresServer,
  inspectEmbeddedPostgres,
  postgresMajorOf,
} from './embedded-postgres/inspect.js';
export { claimDataFolder } from './embedded-postgres/owner.js';
export { processStart } from './embedded-postgres/processes.js';
export {
  placeRestored,
  type RestoredCluster,
  removeRestored,
  shippedPostgresMajor,
} from './embedded-postgres/restored.js';
export type { Roles } from './embedded-postgres/roles.js';
export { makeStandby, standbyName } from './embedded-postgres/standby.js';
export { moveServer, upgradeEmbeddedPostgres } from './embedded-postgres/upgrade.js';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
export { createLocalBroadcast } from './local/broadcast.js';
export { busMigrations, createLocalBus, type LocalBus } from './local/bus.js';
export { createLocalCache } from './local/cache.js';
export { createLocalLimits } from './local/limits.js';
export { prepareDatabases } from './local/prepare-databases.js';
export { createLocalTimers, type LocalTimers, migrateTimers } from './local/timers.js';
export { type Local, type LocalOptions, local } from './local.js';
export { makeFolder } from './make-folder.js';
export { type MigrationDirectory, migrate, serviceMigrations } from './migrate.js';
export { createPrimaryPool } from './postgres/primary-pool.js';
export { isDatabaseUrl, nameOfServer, serverUrls } from './postgres/servers.js';
export {
  createDatabase,
  type DatabaseOptions,
  type PostgresDatabase,
} from './postgres-database.js';
export { startTracing, type TracingOptions } from './tracing.js';
