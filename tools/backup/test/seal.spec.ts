import { createHash, randomBytes, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../src/byte-reader.js';
import { newSealing, readSealing } from '../src/header.js';
import { seal, unseal } from '../src/seal.js';
import { readTar, tarFile } from '../src/tar.js';

const facts = { madeAt: '2026-11-27T12:00:00.000Z', version: '1.2.3' };

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function opened(file: Buffer, passphrase = ''): Promise<Buffer> {
  const bytes = new ByteReader(inPieces(file, 9_999));
  const sealing = await readSealing(bytes, async () => passphrase);
  return all(unseal(bytes, sealing));
}

async function sealedParts(content: Buffer) {
  const parts: Buffer[] = [];
  for await (const part of seal(inPieces(content, 70_000), await newSealing(facts, undefined))) {
    parts.push(part);
  }
  return parts;
}

describe('a sealed file', () => {
  it.each([0, 1, 262_144, 262_145, 800_000])('gives back its %i bytes', async (length) => {
    const content = randomBytes(length);
    expect((await opened(Buffer.concat(await sealedParts(content)))).equals(content)).toBe(true);
  });

  it('opens with its passphrase, however that was typed, and with no other', async () => {
    const parts = seal(
      inPieces(Buffer.from('secret'), 2),
      await newSealing(facts, 'caf\u00e9 au lait'),
    );
    const file = await all(parts);
    expect((await opened(file, 'cafe\u0301 au lait')).toString()).toBe('secret');
    await expect(opened(file, 'cafe au lait')).rejects.toThrow(/passphrase is not the one/);
  });

  const cost = { N: 2 ** 16, r: 8, maxmem: 2 ** 27 };

  it('has a key that takes two passes of scrypt over 64 MB, with a salt of its own', async () => {
    const [one, two] = [await newSealing(facts, 'words'), await newSealing(facts, 'words')];
    const salt = Buffer.from(one.header.scrypt?.salt ?? '', 'hex');
    const bytes = scryptSync('words', salt, 64, { ...cost, p: 2 });
    expect(bytes.subarray(0, 32).equals(one.key)).toBe(true);
    expect(two.header.scrypt?.salt).not.toBe(one.header.scrypt?.salt);
  });

  it('of the first format, with one pass, still opens', async () => {
    const salt = randomBytes(16);
    const bytes = scryptSync('words', salt, 64, { ...cost, p: 1 });
    const check = createHash('sha256').update(bytes.subarray(32)).digest('hex').slice(0, 16);
    const header = { format: 1, ...facts, scrypt: { salt: salt.toString('hex'), check } };
    const lead = Buffer.from(`onsale backup\n${JSON.stringify(header)}\n`);
    const key = bytes.subarray(0, 32);
    const file = await all(seal(inPieces(Buffer.from('old'), 2), { header, lead, key }));
    expect((await opened(file, 'words')).toString()).toBe('old');
  });

  it('is refused when a chunk is missing, moved or repeated', async () => {
    const parts = await sealedParts(randomBytes(800_000));
    const [lead, first, second, third, last] = parts as [Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(parts).toHaveLength(5);
    for (const changed of [
      [lead, first, second, third],
      [lead, first, second, last],
      [lead, second, first, third, last],
      [lead, first, first, second, third, last],
      [lead, last],
      [lead],
      [...parts, last],
    ]) {
      await expect(opened(Buffer.concat(changed))).rejects.toMatchObject({ name: 'Damaged' });
    }
  });

  it('is refused when its last chunk is given as one in the middle, or the other way round', async () => {
    const parts = await sealedParts(randomBytes(400_000));
    for (const place of [1, 2]) {
      const changed = parts.map((part) => Buffer.from(part));
      const flag = changed[place] as Buffer;
      flag[0] = 1 - (flag[0] as number);
      for (const cut of [changed, changed.slice(0, place + 1)]) {
        await expect(opened(Buffer.concat(cut))).rejects.toMatchObject({ name: 'Damaged' });
      }
    }
  });

  it('is refused whichever byte of it was changed', async () => {
    const whole = Buffer.concat(await sealedParts(Buffer.from('a few words')));
    for (let place = 0; place < whole.length; place += 1) {
      const changed = Buffer.from(whole);
      changed[place] = (changed[place] as number) ^ 1;
      await expect(opened(changed), `byte ${place}`).rejects.toMatchObject({
        name: expect.stringMatching(/^(Damaged|ToolError)$/),
      });
    }
  });
});

describe('an archive', () => {
  const read = async (bytes: Buffer) => {
    const found: [string, string][] = [];
    for await (const { name, content } of readTar(inPieces(bytes, 700))) {
      found.push([name, name === 'skipped' ? '' : (await all(content)).toString()]);
    }
    return found;
  };

  it('gives back its files, even those that follow a skipped one', async () => {
    const bytes = Buffer.concat([
      tarFile('a/b', Buffer.from('x'.repeat(512))),
      tarFile('skipped', Buffer.alloc(5_000)),
      Buffer.alloc(1_024), // where one archive ends and the next begins
      tarFile('empty', Buffer.alloc(0)),
      tarFile('c', Buffer.from('end')),
    ]);
    const expected = [
      ['a/b', 'x'.repeat(512)],
      ['skipped', ''],
      ['empty', ''],
      ['c', 'end'],
    ];
    expect(await read(bytes)).toEqual(expected);
  });

  it.each(['../up', 'a/../../up', '/root', 'a//b', 'C:/x', 'a\\..\\b', ''])(
    'is refused when it has a file that is called %j',
    async (name) => {
      await expect(read(tarFile(name, Buffer.from('x')))).rejects.toThrow(/no backup contains/);
    },
  );
});
