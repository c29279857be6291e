import type { Logger } from '@onsale/runtime';
import type { PostgresDatabase } from '../postgres-database.js';
import { advance } from './bus-store.js';

/**
 * The positions of the subscriptions of this process, written together a few times a second. After
 * a crash a subscription gets a few messages again, which is harmless.
 */
export interface Cursors {
  move(subscription: string, position: number): void;
  /** Writes changed positions. Never rejects: after a failure it writes them later. */
  write(): Promise<void>;
}

const writeEveryMs = 100;

export function createCursors(database: PostgresDatabase, log: Logger): Cursors {
  let moved = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeMoved(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (moved.size === 0) return;
    const positions = moved;
    moved = new Map();
    try {
      await advance(database, positions);
    } catch (error) {
      log.warn({ err: error }, 'bus: cursors not written');
      moved = new Map([...positions, ...moved]);
    }
  }

  function write(): Promise<void> {
    writing = writing.then(writeMoved);
    return writing;
  }

  return {
    move(subscription, position) {
      moved.set(subscription, position);
      timer ??= setTimeout(() => void write(), writeEveryMs);
    },
    write,
  };
}
