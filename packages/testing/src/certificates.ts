import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.js';

const run = promisify(execFile);

/** Whether this machine can make certificates; otherwise tests that need them are skipped. */
export const hasOpenssl = findProgram('openssl') !== undefined;

export interface TestCertificate {
  /** The certificate of the authority that signed it, PEM. */
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** A certificate for these names (`DNS:localhost`, `IP:127.0.0.1`) by an authority of its own. */
export async function testCertificate(
  names: readonly string[],
  days = 2,
): Promise<TestCertificate> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-tls-'));
  const openssl = (line: string) => run('openssl', line.split(' '), { cwd: folder });
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  try {
    await openssl(
      `req -x509 ${newKey} -keyout ca.key -out ca.pem -days ${days} -subj /CN=Test-authority`,
    );
    await openssl(`req ${newKey} -keyout key.pem -out request.pem -subj /CN=onsale`);
    await writeFile(join(folder, 'names'), `subjectAltName=${names.join(',')}\n`);
    await openssl(
      `x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days ${days} -extfile names`,
    );
    return { ca: await read('ca.pem'), key: await read('key.pem'), cert: await read('cert.pem') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
