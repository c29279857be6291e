import type { Message } from '@onsale/contracts/message';

interface RecentMessage {
  readonly position: number;
  readonly message: Message;
}

interface Found {
  /** The next messages of these types. */
  readonly messages: readonly Message[];
  /** Up to here there are no others of these types. */
  readonly end: number;
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
  /** @returns undefined: they do not reach back so far */
  readAfter(types: readonly string[], position: number, limit: number): Found | undefined;
}

/** @param maxKept messages in memory; up to twice as many for a moment */
export function createRecent(maxKept: number): Recent {
  let kept: RecentMessage[] = [];
  /** Every message of the table after this position, up to the end, is here. */
  let start = Number.POSITIVE_INFINITY;
  let end = -1;

  const forget = () => {
    kept = [];
    start = Number.POSITIVE_INFINITY;
    end = -1;
  };

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
      kept.push(...stored);
      end = last.position;
      if (kept.length > 2 * maxKept) {
        const dropped = kept.splice(0, kept.length - maxKept);
        start = dropped.at(-1)?.position ?? start;
      }
    },
    readAfter(types, position, limit) {
      if (position < start) return undefined;
      const messages: Message[] = [];
      for (let at = indexAfter(position); at < kept.length; at += 1) {
        const one = kept[at] as RecentMessage;
        if (!types.includes(one.message.type)) continue;
        messages.push(one.message);
        if (messages.length === limit) return { messages, end: one.position };
      }
      return { messages, end: Math.max(position, end) };
    },
  };
}
