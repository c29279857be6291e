import { connect, type Socket } from 'node:net';
import { Histogram } from '@onsale/load';
import { type Change, type Delays, preciseNow } from './protocol.js';

export interface Viewers {
  /** How long each of these changes took to each viewer. */
  delays(changes: readonly Change[]): Delays;
}

/** More at once than a listener's backlog takes would wait a second for their handshake. */
const openedAtOnce = 100;
const openLimitMs = 60_000;
const readBufferBytes = 64 * 1024;
const versionStart = Buffer.from('"version":');
const [zero, nine] = [48, 57];

/**
 * Opens streams of one event, each a bare socket, and records when each receives which
 * version of the stock.
 * @throws Error when one is not answered with a stream
 */
export async function openViewers(url: string, path: string, count: number): Promise<Viewers> {
  const { hostname, port } = new URL(url);
  const request = `GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept: text/event-stream\r\n\r\n`;
  /** When each version arrived, once for every viewer. */
  const told = new Map<number, number[]>();
  const buffer = Buffer.allocUnsafe(readBufferBytes);

  function open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      let isOpen = false;
      function read(bytes: number): boolean {
        const piece = buffer.subarray(0, bytes);
        if (!isOpen) {
          isOpen = true;
          const head = piece.toString('latin1');
          if (head.startsWith('HTTP/1.1 200 ')) resolve(socket);
          else reject(new Error(`a viewer was answered: ${head.slice(0, 400)}`));
        }
        note(piece);
        return true;
      }
      const to = { host: hostname, port: Number(port), onread: { buffer, callback: read } };
      const socket = connect(to, () => socket.write(request, 'latin1'));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('a viewer was cut off')));
      socket.setTimeout(openLimitMs, () => socket.destroy(new Error('a viewer received nothing')));
    });
  }

  /** Records each version in it; a version split between two chunks arrives again soon. */
  function note(piece: Buffer): void {
    const atMs = preciseNow();
    for (let at = piece.indexOf(versionStart); at >= 0; at = piece.indexOf(versionStart, at + 1)) {
      let version = 0;
      for (let index = at + versionStart.length; index < piece.length; index += 1) {
        const digit = piece[index] as number;
        if (digit < zero || digit > nine) break;
        version = version * 10 + digit - zero;
      }
      const times = told.get(version);
      if (times) times.push(atMs);
      else told.set(version, [atMs]);
    }
  }

  for (let opened = 0; opened < count; opened += openedAtOnce) {
    const some = Math.min(openedAtOnce, count - opened);
    await Promise.all(Array.from({ length: some }, open));
  }

  return {
    delays(changes) {
      const versions = [...told.keys()].sort((a, b) => a - b);
      const delay = new Histogram();
      let missed = 0;
      for (const [changed, atMs] of changes) {
        const first = versions.find((version) => version >= changed);
        const times = first === undefined ? [] : (told.get(first) ?? []);
        for (const time of times) delay.record(Math.max(0, time - atMs));
        missed += Math.max(0, count - times.length);
      }
      const all = [...told.values()].reduce((sum, times) => sum + times.length, 0);
      return {
        p50Ms: delay.percentile(50),
        p95Ms: delay.percentile(95),
        p99Ms: delay.percentile(99),
        maxMs: delay.max,
        told: all,
        missed,
      };
    },
  };
}
