import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** What a client speaks through, which `pg` does not type. */
export const connectionOf = (client: pg.Client) =>
  (client as unknown as { connection: EventEmitter & { readonly stream: Duplex } }).connection;
