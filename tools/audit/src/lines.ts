import { type FileHandle, open } from 'node:fs/promises';
import { AuditError } from './books.js';

/** Nothing longer is an id: a file without line breaks must not end up in memory. */
const longestLine = 10_000;

/**
 * The lines of a file, read as they are asked for.
 * @throws AuditError when it cannot be read; now, or with a line
 */
export async function openLines(path: string): Promise<AsyncIterable<string>> {
  const explain = (error: unknown) =>
    new AuditError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  const file = await open(path).catch((error: unknown) => {
    throw explain(error);
  });
  return (async function* () {
    try {
      yield* read(file);
    } catch (error) {
      throw explain(error);
    } finally {
      await file.close();
    }
  })();
}

// Not `readline`: it begins to read at once, and loses the lines that it reads before the first
// request.
async function* read(file: FileHandle): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of file.createReadStream({ encoding: 'utf8', autoClose: false })) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > longestLine) throw new Error('it has a line that is far too long');
  }
  yield rest;
}
