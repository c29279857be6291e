import type { Message } from '@onsale/contracts/message';
import { Room, type RoomLimits, textOf } from '@onsale/runtime';

interface RecentMessage {
  readonly position: number;
  readonly message: Message;
}

interface Found {
  /** The next messages of the requested types. */
  readonly messages: readonly Message[];
  /** Up to here there are no more of these types. */
  readonly end: number;
}

/**
 * The messages that this process stored last, without a gap. Consumers that keep up take them from
 * here and need not read and parse them. The table stays the source of truth.
 */
export interface Recent {
  /** Position of the last of them; -1: none. */
  readonly end: number;
  /** @param after position of the message in the table just before these */
  add(after: number, stored: readonly RecentMessage[]): void;
  /** Clears it: nothing is known of the table until the next call of `add`. */
  forget(): void;
  /** @returns undefined if `position` is before the first message here */
  readAfter(types: readonly string[], position: number, limit: number): Found | undefined;
}

/** The most bytes of one read, as from the table, but at least one message. */
const readBytes = 8_000_000;

/** @param limits for messages in memory, which may briefly reach twice as much */
export function createRecent(limits: RoomLimits): Recent {
  let kept: RecentMessage[] = [];
  let room = new Room(limits);
  /** Every message in the table after this position, up to `end`, is here. */
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
      const messages: Message[] = [];
      const batch = new Room({ pieces: limit, bytes: readBytes });
      let last = position;
      for (let at = indexAfter(position); at < kept.length; at += 1) {
        const one = kept[at] as RecentMessage;
        if (!types.includes(one.message.type)) continue;
        const bytes = textOf(one.message).length;
        if (!batch.has(1, bytes)) return { messages, end: last };
        batch.take(1, bytes);
        messages.push(one.message);
        last = one.position;
      }
      return { messages, end: Math.max(position, end) };
    },
  };
}
