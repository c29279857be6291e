import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** The connection of a client, which the types of `pg` leave out. */
export const connectionOf = (client: pg.Client) =>
  (client as unknown as { connection: EventEmitter & { readonly stream: Duplex } }).connection;
