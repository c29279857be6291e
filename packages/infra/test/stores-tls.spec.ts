import { execFile } from 'node:child_process';
import { chmod, chown, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@onsale/infra';
import {
  builtProgram,
  hasOpenssl,
  hasRedis,
  natsServerPath,
  pickFreePort,
  startNats,
  startRedis,
  type TestNats,
  type TestRedis,
  testCertificate,
  testFolder,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const isPossible = hasOpenssl && hasRedis && natsServerPath !== undefined;

describe.runIf(isPossible)('stores with TLS', () => {
  let program: string;
  let folder: string;
  let postgres: EmbeddedPostgres;
  let redis: TestRedis;
  let nats: TestNats;
  let secure: Record<string, string>;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    program = await builtProgram(new URL('stores-user.ts', import.meta.url));
    folder = await testFolder('stores-tls');
    await chmod(folder, 0o711);
    const { ca, cert, key } = await testCertificate(['DNS:localhost']);
    const other = await testCertificate(['DNS:localhost']);
    await writeFile(file('ca.crt'), ca);
    await writeFile(file('other-ca.crt'), other.ca);
    await writeFile(file('tls.crt'), cert);
    await writeFile(file('tls.key'), key, { mode: 0o600 });

    const dataDir = file('postgres');
    const log = () => undefined;
    await (await startEmbeddedPostgres({ dataDir, log })).stop();
    // PostgreSQL reads only a key file that belongs to the account it runs as.
    const { uid, gid } = await stat(join(dataDir, 'cluster'));
    await writeFile(file('postgres.key'), key, { mode: 0o600 });
    await chown(file('postgres.key'), uid, gid);
    postgres = await startEmbeddedPostgres({
      ...{ dataDir, log },
      settings: { ssl: 'on', ssl_cert_file: file('tls.crt'), ssl_key_file: file('postgres.key') },
    });
    const tlsPort = await pickFreePort();
    redis = await startRedis({
      password: 'secret',
      settings: `user operator on >secret ~* &* +@all
tls-port ${tlsPort}
tls-cert-file ${file('tls.crt')}
tls-key-file ${file('tls.key')}
tls-ca-cert-file ${file('ca.crt')}
tls-auth-clients no
`,
    });
    nats = await startNats({
      settings: `tls { cert_file: "${file('tls.crt')}", key_file: "${file('tls.key')}" }`,
    });
    const named = (url: string) => url.replace('127.0.0.1', 'localhost');
    secure = {
      POSTGRES: `${named(postgres.url('postgres'))}?sslmode=verify-full`,
      REDIS: `rediss://operator:secret@localhost:${tlsPort}`,
      NATS: named(nats.url).replace('nats:', 'tls:'),
    };
  });
  afterAll(async () => {
    await nats?.stop();
    await redis?.stop();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /**
   * Runs a process that trusts this authority besides those of the machine, and returns its output.
   */
  async function ask(urls: Record<string, string>, ca?: string) {
    const { PATH } = process.env;
    const env = { PATH, ...urls, ...(ca && { NODE_EXTRA_CA_CERTS: file(ca) }) };
    return JSON.parse((await run(process.execPath, [program], { env })).stdout);
  }

  test('are used by a process that trusts their authority', async () => {
    expect(await ask(secure, 'ca.crt')).toEqual({ postgres: 'ok', redis: 'ok', nats: 'ok' });
  });

  test('are refused when their authority is another one, or none', async () => {
    const refused = expect.stringMatching(/certificate/i);
    for (const ca of ['other-ca.crt', undefined]) {
      expect(await ask(secure, ca)).toEqual({ postgres: refused, redis: refused, nats: refused });
    }
  });

  test('are refused under a name that is not in their certificate', async () => {
    const { ca, cert, key } = await testCertificate(['DNS:nats']);
    await writeFile(file('nats-ca.crt'), ca);
    await writeFile(file('nats.crt'), cert);
    await writeFile(file('nats.key'), key, { mode: 0o600 });
    const other = await startNats({
      settings: `tls { cert_file: "${file('nats.crt')}", key_file: "${file('nats.key')}" }`,
    });
    try {
      const byAddress = (url = '') => url.replace('localhost', '127.0.0.1');
      const urls = { POSTGRES: byAddress(secure.POSTGRES), REDIS: byAddress(secure.REDIS) };
      const refused = expect.stringMatching(/altnames/i);
      const NATS = other.url.replace('nats://127.0.0.1', 'tls://localhost');
      expect(await ask({ ...urls, NATS }, 'ca.crt')).toMatchObject({
        ...{ postgres: refused, redis: refused },
      });
      expect(await ask({ ...urls, NATS }, 'nats-ca.crt')).toMatchObject({ nats: refused });
    } finally {
      await other.stop();
    }
  });

  test('are refused when they have no TLS', async () => {
    const plain = await startNats();
    try {
      const urls = {
        POSTGRES: secure.POSTGRES as string,
        REDIS: redis.url.replace('redis:', 'rediss:').replace('127.0.0.1', 'localhost'),
        NATS: plain.url.replace('nats:', 'tls:').replace('127.0.0.1', 'localhost'),
      };
      const { redis: atRedis, nats: atNats } = await ask(urls, 'ca.crt');
      expect([atRedis, atNats]).not.toContain('ok');
    } finally {
      await plain.stop();
    }
  });
});
