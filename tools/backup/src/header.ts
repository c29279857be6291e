// The header of a backup, which anyone can read: its version, and how its chunks are sealed.
import { createHash, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { ToolError } from '@onsale/cli';
import type { ByteReader } from './byte-reader.js';
import { Damaged } from './damaged.js';

const magic = 'onsale backup\n';
const format = 2;
/** It took one pass of scrypt; a backup without a passphrase still has it. */
const firstFormat = 1;
const mostBytes = 4_096;

export interface Header {
  readonly format: number;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Version of Onsale. */
  readonly version: string;
  /** With a passphrase: hex. `check` tells a wrong passphrase from a damaged file. */
  readonly scrypt?: { readonly salt: string; readonly check: string };
  /** Without one: hex. Then the seal shows damage, and hides nothing. */
  readonly key?: string;
}

export interface Sealing {
  readonly header: Header;
  /** The header as it is in the file. */
  readonly lead: Buffer;
  /** 32 bytes, for this file alone. */
  readonly key: Buffer;
}

/** A guess takes 64 MB and about a third of a second. */
const costOf = (of: number) => ({
  ...{ N: 2 ** 16, r: 8, p: of === firstFormat ? 1 : 2 },
  maxmem: 2 ** 27,
});

async function derive(passphrase: string, salt: Buffer, of: number) {
  const scrypted = promisify<string, Buffer, number, ReturnType<typeof costOf>, Buffer>(scrypt);
  const bytes = await scrypted(passphrase.normalize('NFC'), salt, 64, costOf(of));
  const check = createHash('sha256').update(bytes.subarray(32)).digest('hex').slice(0, 16);
  return { key: bytes.subarray(0, 32), check };
}

/** @param passphrase undefined: everyone who has the file can read it */
export async function newSealing(
  { madeAt, version }: Pick<Header, 'madeAt' | 'version'>,
  passphrase: string | undefined,
): Promise<Sealing> {
  const seal = async () => {
    if (passphrase === undefined) {
      const key = randomBytes(32);
      return { key, words: { key: key.toString('hex') } };
    }
    const salt = randomBytes(16);
    const { key, check } = await derive(passphrase, salt, format);
    return { key, words: { scrypt: { salt: salt.toString('hex'), check } } };
  };
  const { key, words } = await seal();
  const of = passphrase === undefined ? firstFormat : format;
  const header = { format: of, madeAt, version, ...words };
  return { header, lead: Buffer.from(`${magic}${JSON.stringify(header)}\n`), key };
}

/**
 * @param passphrase asked for when one is needed
 * @throws Damaged, or ToolError when the passphrase is wrong or the file is of a later format
 */
export async function readSealing(
  bytes: ByteReader,
  passphrase: (header: Header) => Promise<string>,
): Promise<Sealing> {
  const start = await bytes.exactly(magic.length);
  if (start?.toString('latin1') !== magic) throw new Damaged('it is not a backup of Onsale');
  const lead = [start];
  for (;;) {
    const byte = await bytes.exactly(1);
    if (!byte) throw new Damaged('it is incomplete');
    lead.push(byte);
    if (byte[0] === 10) break;
    if (lead.length > mostBytes) throw new Damaged('it is damaged at its beginning');
  }
  const header = parse(Buffer.concat(lead.slice(1)).toString('utf8'));
  return { header, lead: Buffer.concat(lead), key: await keyOf(header, passphrase) };
}

function parse(text: string): Header {
  try {
    const header = JSON.parse(text) as Header;
    if (typeof header.format === 'number' && header.format > format) {
      throw new ToolError(
        'This backup was made by a newer Onsale, in a format that this one does not know. Update this one first.',
      );
    }
    if ([firstFormat, format].includes(header.format) && typeof header.madeAt === 'string')
      return header;
  } catch (error) {
    if (error instanceof ToolError) throw error;
  }
  throw new Damaged('it is damaged at its beginning');
}

async function keyOf(header: Header, ask: (header: Header) => Promise<string>): Promise<Buffer> {
  const { scrypt: scrypted, key } = header;
  if (scrypted === undefined) return Buffer.from(hex(key, 64), 'hex');
  const salt = Buffer.from(hex(scrypted.salt, 32), 'hex');
  const derived = await derive(await ask(header), salt, header.format);
  if (derived.check !== scrypted.check) {
    throw new ToolError('The passphrase is not the one that this backup was made with.');
  }
  return derived.key;
}

function hex(text: unknown, length: number): string {
  const isHex = typeof text === 'string' && text.length === length && /^[0-9a-f]+$/.test(text);
  if (!isHex) throw new Damaged('it is damaged at its beginning');
  return text;
}
