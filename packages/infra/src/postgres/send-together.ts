import type { Writable } from 'node:stream';
import type pg from 'pg';

/**
 * Sends all statements of one turn of the event loop in one write, once the turn's promises have
 * run. Written one by one, each statement costs a system call on both sides and wakes the server:
 * that was a fifth of Node's work for a purchase.
 */
export function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
