import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';

/** The ids of acknowledged orders, a line each, written as the answers arrive. */
export function openAcknowledged(path: string) {
  const stream = createWriteStream(path, { flags: 'w' });
  const done = finished(stream);
  done.catch(() => undefined); // `close` reports it
  return {
    add: (orderId: string) => {
      stream.write(`${orderId}\n`);
    },
    /** @throws when the disk did not take everything */
    async close(): Promise<void> {
      stream.end();
      await done;
    },
  };
}

/** The ids, read on demand: `readline` would lose lines that it reads before the first request. */
export async function* readAcknowledged(path: string): AsyncGenerator<string> {
  yield* createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
}
