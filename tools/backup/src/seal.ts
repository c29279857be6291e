// Chunks in a sealed order: each is encrypted and authenticated with its place, and whether it is
// the last. So nobody can change, move, remove or add a chunk unnoticed.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { ByteReader } from './byte-reader.js';
import { Damaged } from './damaged.js';
import type { Sealing } from './header.js';

const chunkBytes = 256 * 1024;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** Each file has its own key, so counting makes each nonce unique. */
function nonceOf(place: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(place, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** The file: the header, then the sealed chunks of `source`. */
export async function* seal(
  source: AsyncIterable<Buffer>,
  { lead, key }: Sealing,
): AsyncGenerator<Buffer> {
  yield lead;
  let place = 0;
  const sealed = (bytes: Buffer, isLast: boolean) => {
    const cipher = createCipheriv(algorithm, key, nonceOf(place, isLast)).setAAD(lead);
    place += 1;
    const before = Buffer.alloc(5);
    before[0] = isLast ? 1 : 0;
    before.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([before, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  };
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    while (held.length > chunkBytes) {
      yield sealed(held.subarray(0, chunkBytes), false);
      held = held.subarray(chunkBytes);
    }
  }
  yield sealed(held, true);
}

/**
 * The sealed content, from the bytes behind the header. Trust none of it before the end has come.
 * @throws Damaged
 */
export async function* unseal(bytes: ByteReader, { lead, key }: Sealing): AsyncGenerator<Buffer> {
  for (let place = 0; ; place += 1) {
    const before = await bytes.exactly(5);
    if (!before) throw new Damaged('it is incomplete');
    const length = before.readUInt32BE(1);
    if ((before[0] as number) > 1 || length > chunkBytes) throw new Damaged('it is damaged');
    const isLast = before[0] === 1;
    const body = await bytes.exactly(length + tagBytes);
    if (!body) throw new Damaged('it is incomplete');
    const decipher = createDecipheriv(algorithm, key, nonceOf(place, isLast), {
      authTagLength: tagBytes,
    }).setAAD(lead);
    decipher.setAuthTag(body.subarray(length));
    yield opened(() =>
      Buffer.concat([decipher.update(body.subarray(0, length)), decipher.final()]),
    );
    if (!isLast) continue;
    if (await bytes.upTo(1)) throw new Damaged('something was added to it');
    return;
  }
}

function opened(read: () => Buffer): Buffer {
  try {
    return read();
  } catch {
    throw new Damaged('it is damaged');
  }
}
