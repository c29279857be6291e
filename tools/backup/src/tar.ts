// As much of the tar format as PostgreSQL writes: files and folders with short names.
import { ByteReader } from './byte-reader.js';
import { Damaged } from './damaged.js';

const blockBytes = 512;

export interface Entry {
  /** With forward slashes, within the archive. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Size of a file in bytes. */
  readonly size: number;
  /** Its content. The reader skips what nobody reads of it. */
  readonly content: AsyncIterable<Buffer>;
}

/** A file in a tar. */
export function tarFile(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0, 100, 'utf8');
  header.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write('        0', 148, 'latin1'); // the sum counts itself as spaces; then a file
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, content, Buffer.alloc(paddingOf(content.length))]);
}

const paddingOf = (size: number) => (blockBytes - (size % blockBytes)) % blockBytes;

/** @throws Damaged when it is not a tar, or contains what a backup never does */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const bytes = new ByteReader(source);
  for (;;) {
    const header = await bytes.exactly(blockBytes);
    if (!header) return;
    if (header.every((byte) => byte === 0)) continue; // between and behind archives
    const entry = entryOf(header);
    let left = entry.size;
    const content = async function* () {
      while (left > 0) {
        const piece = await bytes.upTo(left);
        if (!piece) throw new Damaged('a file in it is incomplete');
        left -= piece.length;
        yield piece;
      }
    };
    yield { ...entry, content: content() };
    for await (const _ of content()); // what was not read
    await bytes.exactly(paddingOf(entry.size));
  }
}

function entryOf(header: Buffer) {
  const text = (from: number, to: number) => header.toString('utf8', from, to).split('\0')[0] ?? '';
  const kind = text(156, 157);
  const name = [text(345, 500), text(0, 100)].filter((part) => part !== '').join('/');
  const size = Number.parseInt(text(124, 136).trim(), 8);
  const isFolder = kind === '5';
  if (text(257, 262) !== 'ustar' || !(isFolder || kind === '0' || kind === '')) {
    throw new Damaged('it contains something that no backup contains');
  }
  const parts = name.replace(/\/$/, '').split('/');
  const isWithin = parts.every((part) => !['', '..'].includes(part) && !/[\\:]/.test(part));
  if (!isWithin || !Number.isSafeInteger(size) || size < 0) {
    throw new Damaged('it contains something that no backup contains');
  }
  return { name: parts.join('/'), isFolder, size: isFolder ? 0 : size };
}
