import { totalmem } from 'node:os';
import { recoverySync } from './recovery.js';

/**
 * An eighth of the memory that this process may use, within limits: Node and the file cache need
 * the rest. PostgreSQL takes it only as it reads pages.
 */
function sharedBuffersMb(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(1024, Math.max(128, Math.floor(bytes / 8 / 2 ** 20)));
}

/**
 * Settings for a small machine. Durability is the default of PostgreSQL; it is explicit because we
 * promise it.
 */
export const defaultSettings: Record<string, string> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  ...recoverySync(),
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: `${sharedBuffersMb()}MB`,
  // Page images after a checkpoint are mostly indexes on random ids, which do not compress, and
  // trying cost as much as all other work of PostgreSQL for a hold of an old account.
  wal_compression: 'off',
  min_wal_size: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Callers report the errors of their statements. Detail lines and statements would contain values
  // of rows, which are personal data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '',
};
