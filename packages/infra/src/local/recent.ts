import type { Message } from '@onsale/contracts/message';
import { Room, type RoomLimits, textOf } from '@onsale/runtime';

interface RecentMessage {
  readonly position: number;
  readonly message: Message;
}

/**
 * The messages that this process stored last, without a gap: consumers that keep up take them from
 * here, and neither read nor parse them again. The table is what decides.
 */
export interface Recent {
  /** Position of the last of them; -1: none. */
  readonly end: number;
  /** @param after position of the message in the table just before these */
  add(after: number, stored: readonly RecentMessage[]): void;
  /** What is in the table is not known any more, until the next call of `add`. */
  forget(): void;
  /** @returns the next messages of these types; undefined: they do not reach back so far */
  readAfter(
    types: readonly string[],
    position: number,
    limit: number,
  ): readonly RecentMessage[] | undefined;
}

/** What one reading gives, as from the table; one message at least. */
const readBytes = 8_000_000;

/** @param limits of what is in memory; up to twice as much for a moment */
export function createRecent(limits: RoomLimits): Recent {
  let kept: RecentMessage[] = [];
  let room = new Room(limits);
  /** Every message of the table after this position, up to the end, is here. */
  let start = Number.POSITIVE_INFINITY;
  let end = -1;

  const forget = () => {
    kept = [];
    room = new Room(limits);
    start = Number.POSITIVE_INFINITY;
    end = -1;
  };

  function dropOldest(): void {
    const { pieces, bytes } = limits;
    let count = 0;
    while (room.pieces > pieces || room.bytes > bytes) {
      room.leave(1, textOf((kept[count] as RecentMessage).message).length);
      count += 1;
    }
    const dropped = kept.splice(0, count);
    start = dropped.at(-1)?.position ?? start;
  }

  /** Index of the first message after this position. */
  function indexAfter(position: number): number {
    let from = 0;
    let to = kept.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((kept[middle] as RecentMessage).position > position) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  return {
    get end() {
      return end;
    },
    add(after, stored) {
      const last = stored.at(-1);
      if (!last) return;
      if (after !== end) {
        forget(); // another process stored something in between
        start = after;
      }
      for (const { message } of stored) room.take(1, textOf(message).length);
      kept.push(...stored);
      end = last.position;
      const { pieces, bytes } = limits;
      if (room.pieces > 2 * pieces || room.bytes > 2 * bytes) dropOldest();
    },
    forget,
    readAfter(types, position, limit) {
      if (position < start) return undefined;
      const found: RecentMessage[] = [];
      const batch = new Room({ pieces: limit, bytes: readBytes });
      for (let at = indexAfter(position); at < kept.length; at += 1) {
        const one = kept[at] as RecentMessage;
        if (!types.includes(one.message.type)) continue;
        const bytes = textOf(one.message).length;
        if (!batch.has(1, bytes)) break;
        batch.take(1, bytes);
        found.push(one);
      }
      return found;
    },
  };
}
