import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, pickFreePort } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolders } from '../src/folders.js';
import type { Part } from '../src/part.js';
import { busLinePart } from '../src/parts/bus-line.js';

let folder: string;
let echo: Server;
let line: Part;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onsale-bus-line-'));
  const target = await pickFreePort();
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await once(echo.listen(target, '127.0.0.1'), 'listening');
  port = await pickFreePort();
  const folders = await makeFolders(folder);
  line = busLinePart({ service: 'tickets', lines: [{ port, target }], folders });
  await line.start(AbortSignal.timeout(30_000));
});
afterAll(async () => {
  await line.stop();
  await new Promise((resolve) => echo.close(resolve));
  await rm(folder, { recursive: true });
});

async function open(): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, heard: () => heard };
}

it('a cut bus line is silent for old and new connections, and delivers what was sent once it is restored', async () => {
  const old = await open();
  old.socket.write('a');
  await eventually(() => expect(old.heard()).toBe('a'));
  line.send('SIGSTOP');
  old.socket.write('b');
  const fresh = await open();
  fresh.socket.write('c');
  // Time for what must not happen: a round trip to the same server past the line.
  const beside = connect((echo.address() as { port: number }).port, '127.0.0.1');
  beside.write('d');
  await once(beside, 'data');
  beside.destroy();
  expect([old.heard(), fresh.heard()]).toEqual(['a', '']);
  expect([old.socket.destroyed, fresh.socket.destroyed]).toEqual([false, false]);
  line.send('SIGCONT');
  await eventually(() => expect([old.heard(), fresh.heard()]).toEqual(['ab', 'c']));
  old.socket.destroy();
  fresh.socket.destroy();
});
