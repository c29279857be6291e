import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSecretFile } from '../write-secret-file.js';
import { type KeyedCertificate, makeAuthority } from './x509.js';

const renewBeforeMs = 180 * 86_400_000;

/**
 * The authority of this data folder, which phones install. It is made once, in one file that only
 * its owner may read, and again in the last half year of its ten years: phones then have to install
 * the new one.
 * @param name the name that people see when they install it
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
  const text = made.certificate + made.key;
  const written = await writeSecretFile(file, text, { over: kept !== undefined });
  // Another start was faster, and phones may already trust its authority.
  return written ? made : loadAuthority(dataFolder, name, now);
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
      `${file} cannot be read: ${error instanceof Error ? error.message : error}. Restore it from a backup. If you delete it, a new one is made, which phones have to install.`,
    );
  }
}
