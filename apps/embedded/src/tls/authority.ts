import { createPrivateKey, X509Certificate } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyedCertificate, makeAuthority } from './x509.js';

const renewBeforeMs = 180 * 86_400_000;

/**
 * The authority of this data folder, which phones install; made once, in one file that its owner
 * alone may read. Made again only in the last half year of its ten, and then phones install it again.
 * @param name what people see when they install it
 * @throws Error when the file is damaged
 */
export async function loadAuthority(
  dataFolder: string,
  name: string,
  now: Date,
): Promise<KeyedCertificate> {
  const file = join(dataFolder, 'tls-authority.pem');
  const kept = await readKept(file);
  if (kept && endOf(kept.certificate) - now.getTime() > renewBeforeMs) return kept;
  const made = makeAuthority(name, now);
  // Whole or not at all: a key without its certificate would be worth nothing.
  const handle = await open(`${file}.new`, 'w', 0o600);
  await handle.chmod(0o600);
  await handle.writeFile(made.certificate + made.key);
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
  return made;
}

const endOf = (certificate: string) => Date.parse(new X509Certificate(certificate).validTo);

async function readKept(file: string): Promise<KeyedCertificate | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    const certificate = new X509Certificate(text);
    const key = text.slice(text.indexOf('-----BEGIN PRIVATE KEY-----'));
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is another');
    return { certificate: certificate.toString(), key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(
      `${file} cannot be read: ${error instanceof Error ? error.message : error}. Restore it from a backup, or delete it: a new one is made then, and phones install it again.`,
    );
  }
}
