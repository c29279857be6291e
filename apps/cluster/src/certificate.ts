import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const validDays = 397;
const renewBeforeMs = 30 * 86_400_000;
const makeTimeoutMs = 30_000;

export interface Certificate {
  /** PEM file; if self-signed, also the certificate for clients to trust. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

/**
 * A self-signed certificate for `host` and for this machine's own addresses. It is made at the
 * first start, and again when the name changes or it is about to expire.
 * @param openssl path of the program
 */
export async function selfSigned(
  folder: string,
  host: string,
  openssl: string,
): Promise<Certificate> {
  const [certificateFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  if (stillGood(certificateFile, keyFile, host)) return { certificateFile, keyFile };
  const names = [...new Set([host, 'localhost'])].map((name) => `DNS:${name}`);
  await promisify(execFile)(
    openssl,
    [
      'req',
      '-x509',
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', String(validDays), '-subj', `/CN=${host}`],
      ...['-addext', `subjectAltName=${names.join(',')},IP:127.0.0.1,IP:::1`],
      ...['-addext', 'keyUsage=critical,digitalSignature,keyCertSign'],
      ...['-addext', 'extendedKeyUsage=serverAuth'],
      ...['-keyout', `${keyFile}.new`, '-out', `${certificateFile}.new`],
    ],
    { timeout: makeTimeoutMs },
  ).catch((error: Error) => {
    throw new Error(`openssl cannot make a certificate for ${host}: ${error.message}`);
  });
  await chmod(`${keyFile}.new`, 0o600);
  // The key last: a crash in between leaves files that do not match, and the next start makes both
  // again.
  await rename(`${certificateFile}.new`, certificateFile);
  await rename(`${keyFile}.new`, keyFile);
  return { certificateFile, keyFile };
}

function stillGood(certificateFile: string, keyFile: string, host: string): boolean {
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return false;
  try {
    const certificate = new X509Certificate(readFileSync(certificateFile));
    const key = createPrivateKey(readFileSync(keyFile));
    const endsMs = Date.parse(certificate.validTo);
    return (
      certificate.checkHost(host) !== undefined &&
      certificate.checkPrivateKey(key) &&
      endsMs - Date.now() > renewBeforeMs
    );
  } catch {
    return false;
  }
}
