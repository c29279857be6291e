import { randomFillSync } from 'node:crypto';

const pool = new Uint8Array(4096);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Makes sure that the pool has this many unused random bytes. */
function refill(bytes: number): void {
  if (used + bytes <= pool.length) return;
  randomFillSync(pool);
  used = 0;
}

/**
 * Up to 64 random bytes in hexadecimal. They come from a pool that one system call fills for many
 * calls.
 */
export function randomHex(bytes: number): string {
  refill(bytes);
  let text = '';
  for (const end = used + bytes; used < end; used += 1) text += hex[pool[used] as number];
  return text;
}

/**
 * A UUIDv7 (RFC 9562), monotonic within the process: `rand_a` is a 12-bit counter, and 62 random
 * bits follow. Ids from one millisecond stay in order, which keeps index inserts on the last page.
 */
export function newId(): string {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMs += 1; // borrow from the next millisecond rather than repeat
    sequence = 0;
  }
  refill(8);
  const high = Math.floor(lastMs / 2 ** 32);
  const low = lastMs >>> 0;
  const at = (index: number) => hex[pool[used + index] as number] as string;
  const byte = (value: number) => hex[value & 0xff] as string;
  const id =
    `${byte(high >>> 8)}${byte(high)}${byte(low >>> 24)}${byte(low >>> 16)}-` +
    `${byte(low >>> 8)}${byte(low)}-` +
    `${byte(0x70 | (sequence >>> 8))}${byte(sequence)}-` +
    `${byte(0x80 | ((pool[used] as number) & 0x3f))}${at(1)}-` +
    `${at(2)}${at(3)}${at(4)}${at(5)}${at(6)}${at(7)}`;
  used += 8;
  return id;
}

/**
 * 128 random bits in the form of a UUID, for an id that works as a secret. Such ids have no order.
 */
export function newSecretId(): string {
  const digits = randomHex(16);
  return [0, 8, 12, 16, 20].map((from, at, all) => digits.slice(from, all[at + 1])).join('-');
}

/** When a UUIDv7 was created, in milliseconds since the epoch, by the clock of its process. */
export const idTime = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
