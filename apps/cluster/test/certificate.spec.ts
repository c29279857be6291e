import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../src/certificate.js';
import { findPrograms } from '../src/programs.js';
import { hasPrograms } from './test-cluster.js';

describe.runIf(hasPrograms)('the certificate', () => {
  let folder: string;
  const make = (host: string) => selfSigned(folder, host, findPrograms().openssl);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onsale-certificate-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('names the site and this machine, and only its owner can read the key', async () => {
    const { certificateFile, keyFile } = await make('onsale.localhost');
    const certificate = new X509Certificate(await readFile(certificateFile));
    expect(certificate.checkHost('onsale.localhost')).toBeDefined();
    expect(certificate.checkIP('127.0.0.1')).toBeDefined();
    expect(certificate.checkHost('example.org')).toBeUndefined();
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  });

  it('stays the same across starts, so that clients keep trusting it', async () => {
    const { certificateFile } = await make('onsale.localhost');
    const before = await readFile(certificateFile, 'utf8');
    await make('onsale.localhost');
    expect(await readFile(certificateFile, 'utf8')).toBe(before);
  });

  it('is generated again for another name, and when its key is lost', async () => {
    const { certificateFile, keyFile } = await make('onsale.localhost');
    const first = await readFile(certificateFile, 'utf8');
    await make('tickets.localhost');
    const second = await readFile(certificateFile, 'utf8');
    expect(new X509Certificate(second).checkHost('tickets.localhost')).toBeDefined();
    expect(second).not.toBe(first);
    await writeFile(keyFile, '');
    await make('tickets.localhost');
    expect(await readFile(certificateFile, 'utf8')).not.toBe(second);
  });
});
