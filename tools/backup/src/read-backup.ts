import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ToolError } from '@onsale/cli';
import { ByteReader } from './byte-reader.js';
import { Damaged } from './damaged.js';
import type { Facts } from './facts.js';
import { type Header, readSealing } from './header.js';
import { factsName } from './own-files.js';
import { unseal } from './seal.js';
import { type Entry, readTar } from './tar.js';

export interface ReadOptions {
  /** Asked for when the backup is encrypted. */
  readonly passphrase: (header: Header) => Promise<string>;
  readonly signal?: AbortSignal;
}

/**
 * Reads a backup from its beginning to its end.
 * @param use gets the facts, and then each file in turn; trust none of it before this has resolved
 * @throws ToolError when the file is not there, is not whole, or the passphrase is wrong
 */
export async function readBackup(
  file: string,
  { passphrase, signal }: ReadOptions,
  use: (facts: Facts, entries: AsyncIterable<Entry>) => Promise<void>,
): Promise<{ header: Header; facts: Facts }> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new ToolError(`${file} cannot be read: ${why}.`);
  });
  let using: Promise<void> | undefined;
  try {
    const stream = handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 18 });
    const bytes = new ByteReader(stream);
    const sealing = await readSealing(bytes, passphrase);
    let facts: Facts | undefined;
    await pipeline(
      () => unseal(bytes, sealing),
      createGunzip(),
      (source) => {
        using = consume(source as AsyncIterable<Buffer>);
        return using;
      },
      { ...(signal ? { signal } : {}) },
    );
    return { header: sealing.header, facts: facts as unknown as Facts };

    async function consume(source: AsyncIterable<Buffer>): Promise<void> {
      const entries = readTar(source);
      const first = await entries.next();
      if (first.done || first.value.name !== factsName)
        throw new Damaged('it does not describe itself');
      facts = JSON.parse(await textOf(first.value)) as Facts;
      await use(facts, entries);
      for await (const _ of entries); // to the end, where damage shows too
    }
  } catch (error) {
    if (error instanceof Damaged) {
      throw new ToolError(
        `${file} cannot be used: ${error.message}. Nothing was changed; use another backup, or copy this one again from where it was made.`,
        { cause: error },
      );
    }
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') {
      throw new ToolError(`${file} is a folder. Name the backup in it.`);
    }
    throw error;
  } finally {
    // Before Node 24 the pipeline rejects at once, while a file may still be written.
    await using?.catch(() => undefined);
    await handle.close().catch(() => undefined);
  }
}

export async function textOf(entry: Entry): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of entry.content) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
