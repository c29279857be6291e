import type { Writable } from 'node:stream';
import type pg from 'pg';

/**
 * All statements of one turn of the event loop go out in one write, once the turn's
 * promises have run. Written one by one, each statement costs a system call on both sides and wakes
 * the server for itself alone: a fifth of what a purchase cost Node.
 */
export function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
