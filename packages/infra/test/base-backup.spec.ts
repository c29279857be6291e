import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { eventually, pickFreePort, testFolder } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeStandby, readBaseBackup } from '../src/index.js';

/** A message of PostgreSQL’s protocol: its kind, the length of the rest, and the rest. */
function message(kind: string, ...rest: (string | readonly number[])[]): Buffer {
  const content = Buffer.concat(rest.map((part) => Buffer.from(part as string)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(kind), length, content]);
}
const ready = message('Z', 'I');
const welcome = Buffer.concat([message('R', [0, 0, 0, 0]), ready]);
const slotMade = Buffer.concat([message('C', 'CREATE_REPLICATION_SLOT\0'), ready]);
const firstPiece = Buffer.concat([message('H', [0, 0, 0]), message('d', 'dpiece')]);
/** More than a pipe holds. */
const large = [...Buffer.alloc(300_000)];
const restOfCopy = Buffer.concat([message('c'), message('C', 'SELECT\0'), ready]);

let server: Server | undefined;
const open = new Set<Socket>();
afterEach(async () => {
  for (const socket of open) socket.destroy();
  await new Promise((resolve) => server?.close(resolve));
});

/** A server that sends one answer for each request, and then stays connected and silent. */
async function startSilent(...answers: readonly Buffer[]): Promise<string> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    const left = [...answers];
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    socket.on('data', () => {
      const answer = left.shift();
      if (answer) socket.write(answer);
    });
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  return `postgresql://someone:secret@127.0.0.1:${port}/postgres`;
}

async function copyFrom(url: string, pieces: string[] = []): Promise<readonly string[]> {
  for await (const piece of readBaseBackup(url, { silenceMs: 3_000 })) pieces.push(String(piece));
  return pieces;
}
const isHungUp = () =>
  eventually(() => expect([...open].every(({ readableEnded }) => readableEnded)).toBe(true));

it.each([
  ['from the beginning', [], /timeout expired/],
  ['after it has admitted us', [welcome], /sent nothing for 3 s/],
  ['before the copy', [welcome, slotMade], /sent nothing for 3 s/],
  ['in the middle of the copy', [welcome, slotMade, firstPiece], /sent nothing for 3 s/],
] as const)(
  'a copy of a server that is silent %s ends with an error',
  async (_, answers, error) => {
    const pieces: string[] = [];
    await expect(copyFrom(await startSilent(...answers), pieces)).rejects.toThrow(error);
    expect(pieces).toEqual(answers.length > 2 ? ['piece'] : []);
    await isHungUp();
  },
);

it('a complete copy succeeds, even when the server does not close the connection', async () => {
  const url = await startSilent(welcome, slotMade, Buffer.concat([firstPiece, restOfCopy]));
  expect(await copyFrom(url)).toEqual(['piece']);
  await isHungUp();
});

describe('a standby that is made from a copy', () => {
  const path = process.env.PATH;
  let folder: string;
  beforeEach(async () => {
    folder = await testFolder('standby', { runs: true });
  });
  afterEach(async () => {
    process.env.PATH = path;
    await rm(folder, { recursive: true, force: true });
  });
  it('is given up when the start of a drill is', async () => {
    const url = await startSilent(welcome, slotMade, firstPiece);
    const stopping = new AbortController();
    const made = makeStandby(url, join(folder, 'made'), stopping.signal);
    const failed = expect(made).rejects.toThrow(/abort/);
    await eventually(() => expect(open.size).toBe(1));
    stopping.abort();
    await failed;
    await isHungUp();
  });

  it('fails with the reason that tar gives, not with the broken pipe', async () => {
    await writeFile(join(folder, 'tar'), '#!/bin/sh\necho "tar: no room" >&2\nexit 2\n');
    await chmod(join(folder, 'tar'), 0o755);
    process.env.PATH = `${folder}:${path}`;
    const copy = Buffer.concat([firstPiece, message('d', 'd', large)]);
    const made = makeStandby(await startSilent(welcome, slotMade, copy), join(folder, 'made'));
    await expect(made).rejects.toThrow(/tar: no room/);
  });
});
