import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSecretFile } from './write-secret-file.js';

/** The services' secrets, made once per data folder and readable by its owner alone. */
export interface Secrets {
  /** PEM: the key that signs sessions. Only `auth` gets it. */
  readonly sessionPrivateKey: string;
  /** PEM, Ed25519: the key that signs ticket codes. */
  readonly ticketPrivateKey: string;
  readonly webhookSecret: string;
  /** The token for the operator's routes. */
  readonly operatorToken: string;
}

/**
 * Reads the secrets of a data folder, and makes those that are missing: all of them at first, later
 * those that an older version did not know.
 * @param more names of random URL-safe texts to keep beside the others
 */
export async function loadSecrets<Name extends string = never>(
  dataFolder: string,
  more: readonly Name[] = [],
): Promise<Secrets & Readonly<Record<Name, string>>> {
  const file = join(dataFolder, 'secrets.json');
  const kept = await readKept(file);
  const missing = ['operatorToken', ...more].filter((name) => kept?.[name] === undefined);
  const added = Object.fromEntries(missing.map((name) => [name, randomSecret()]));
  const secrets = { ...(kept ?? makeSecrets()), ...added } as Secrets & Record<Name, string>;
  if (missing.length === 0) return secrets;
  await mkdir(dataFolder, { recursive: true });
  const text = JSON.stringify(secrets, null, 2);
  const written = await writeSecretFile(file, text, { over: kept !== undefined });
  // Another start was faster: its file counts.
  return written ? secrets : loadSecrets(dataFolder, more);
}

type Kept = Readonly<Record<string, string>>;

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    // A file restored from a backup may have wider permissions.
    if ((await stat(file)).mode & 0o077) await chmod(file, 0o600);
    const kept = JSON.parse(await readFile(file, 'utf8')) as Kept | null;
    const lost = madeAtFirst.filter((name) => typeof kept?.[name] !== 'string');
    if (kept === null || lost.length > 0) throw new Error(`it lacks ${lost.join(', ')}`);
    return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(
      `${file} cannot be read: ${error instanceof Error ? error.message : error}. Restore it from a backup. If you delete it, a new one is made, but then sold tickets and sessions are void.`,
    );
  }
}

const madeAtFirst = ['sessionPrivateKey', 'ticketPrivateKey', 'webhookSecret'];

const randomSecret = () => randomBytes(32).toString('base64url');

function makeSecrets(): Kept {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  const session = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding,
    privateKeyEncoding,
  });
  const ticket = generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding });
  return {
    sessionPrivateKey: session.privateKey,
    ticketPrivateKey: ticket.privateKey,
    webhookSecret: randomSecret(),
  };
}
