import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { get, request } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { eventually, pickFreePort, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertSettings } from '../src/settings.js';
import { loadAuthority } from '../src/tls/authority.js';
import { givenCertificate, ownCertificates } from '../src/tls/certificates.js';
import { ownNames } from '../src/tls/own-names.js';
import { guardPlainHttp } from '../src/tls/plain-http.js';
import { serveTls } from '../src/tls/serve-tls.js';
import { issue, makeAuthority } from '../src/tls/x509.js';
import { startTestInstall, type TestInstall } from './install.js';

let folder: string;
beforeAll(async () => {
  folder = await testFolder('tls');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Sends a request as a client that trusts the authority. */
function ask(url: string, ca: string): Promise<{ message: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false }, (message) => {
      let text = '';
      message.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      message.once('end', () => resolve({ message, text }));
    }).once('error', reject);
  });
}

describe('an install with ONSALE_TLS=self', () => {
  let install: TestInstall;
  let ca: string;
  beforeAll(async () => {
    install = await startTestInstall({ ONSALE_TLS: 'self' });
    ca = await (await fetch(`${install.url}/onsale-authority.crt`)).text();
  });
  afterAll(() => install.stop());

  it('serves TLS and plain HTTP to this machine on one port, under a certificate for its addresses', async () => {
    const port = new URL(install.url).port;
    for (const host of ['localhost', '127.0.0.1']) {
      const { message } = await ask(`https://${host}:${port}/api/events`, ca);
      expect(message.statusCode).toBe(200);
    }
    expect((await fetch(`${install.url}/api/events`)).status).toBe(200);
    await expect(
      ask(`https://localhost:${port}/`, new X509Certificate(ca).raw.toString()),
    ).rejects.toThrow();
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    const { hostname, port } = new URL(install.url);
    const speak = (version: SecureVersion) =>
      new Promise<string>((resolve) => {
        const options = { host: hostname, port: Number(port), ca, servername: 'localhost' };
        // Level 0, so that the client offers the old versions at all.
        const ciphers = 'DEFAULT@SECLEVEL=0';
        const versions = { minVersion: version, maxVersion: version };
        const socket = connectTls({ ...options, ...versions, ciphers }, () => {
          resolve(socket.getProtocol() ?? '');
          socket.destroy();
        });
        socket.once('error', () => resolve('refused'));
      });
    expect(await speak('TLSv1.3')).toBe('TLSv1.3');
    expect(await speak('TLSv1.2')).toBe('TLSv1.2');
    expect(await speak('TLSv1.1')).toBe('refused');
    expect(await speak('TLSv1')).toBe('refused');
  });

  it('restricts sessions that began over TLS to TLS, and asks browsers for no lasting promise', async () => {
    const secure = install.url.replace('http:', 'https:');
    const { message, text } = await ask(`${secure}/api/events`, ca);
    expect(text).toContain('items');
    expect(message.headers['strict-transport-security']).toBeUndefined();
    const cookies = await new Promise<string[]>((resolve, reject) => {
      const body = JSON.stringify({ email: 'a@example.org', name: 'A', password: 'correct horse' });
      const asked = request(
        `${secure}/api/users/signup`,
        { ca, agent: false, method: 'POST', headers: { 'content-type': 'application/json' } },
        (answer) => resolve(answer.resume().headers['set-cookie'] ?? []),
      );
      asked.once('error', reject);
      asked.end(body);
    });
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-onsale_.*; Secure/);
  });

  it('makes the key of its authority readable by its owner only', async () => {
    const { mode } = await stat(join(install.onsale.dataFolder, 'tls-authority.pem'));
    expect(mode & 0o777).toBe(0o600);
    expect(ca).not.toContain('PRIVATE KEY');
  });

  it('survives clients that stay silent, disconnect or speak another protocol', async () => {
    const { hostname: host, port } = new URL(install.url);
    for (const said of [
      '',
      '\u0016',
      '\u0016\u0003\u0001\u00ff\u00ffnonsense',
      'nonsense\r\n\r\n',
    ]) {
      const socket = connect(Number(port), host);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(said, 'latin1');
      socket.destroy();
    }
    expect((await ask(`https://127.0.0.1:${port}/api/events`, ca)).message.statusCode).toBe(200);
  });
});

describe('the authority', () => {
  it('is made once per data folder, even by two starts at once, and is named when damaged', async () => {
    const now = new Date();
    const load = () => loadAuthority(folder, 'Test', now);
    const [made, other] = await Promise.all([load(), load()]);
    expect(other).toEqual(made);
    expect(await loadAuthority(folder, 'Test', now)).toEqual(made);
    const file = join(folder, 'tls-authority.pem');
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 300));
    await expect(loadAuthority(folder, 'Test', now)).rejects.toThrow(`${file} cannot be read`);
    await rm(file);
  });

  it('is made again before it expires', async () => {
    const made = await loadAuthority(folder, 'Test', new Date(0));
    expect(await loadAuthority(folder, 'Test', new Date())).not.toEqual(made);
    await rm(join(folder, 'tls-authority.pem'));
  });
});

const address = (text: string, internal = false) => ({
  address: text,
  family: text.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
});

it('the names of a machine are those of private networks, reachable ones first', () => {
  const interfaces = {
    lo: [address('127.0.0.1', true)],
    eth0: [address('fe80::1'), address('fd00::5'), address('203.0.113.9'), address('192.168.1.5')],
  };
  expect(ownNames('Box-Office.example.org', interfaces)).toEqual({
    names: ['localhost', 'box-office.local'],
    addresses: ['192.168.1.5', 'fd00::5', '127.0.0.1', '::1'],
  });
  expect(ownNames('ключ', {}).names).toEqual(['localhost']);
});

/** A server that says hello, with TLS. */
async function serve(certificates: Parameters<typeof serveTls>[1]): Promise<Server> {
  const server = createServer((_, response) => response.end('hello'));
  serveTls(server, certificates);
  server.listen(await pickFreePort(), '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function servedCertificate(server: Server): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const served = new X509Certificate(socket.getPeerCertificate().raw).toString();
  socket.destroy();
  return served;
}

describe('a given certificate', () => {
  const authority = makeAuthority('Given', new Date());
  const files = () => ({ certificate: join(folder, 'c.pem'), key: join(folder, 'k.pem') });
  const put = async (made: { certificate: string; key: string }) => {
    await writeFile(files().certificate, made.certificate);
    await writeFile(files().key, made.key);
  };
  /** At once, as a renewal should: a reader finds the old one or the new one. */
  const exchange = async (file: string, text: string) => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  const make = (now = new Date()) => issue(authority, { names: ['localhost'], addresses: [] }, now);

  it('is named with the reason when it cannot be used', async () => {
    const never = () => expect.unreachable();
    await expect(givenCertificate(files(), never)).rejects.toThrow(
      /ONSALE_TLS_CERTIFICATE: .*c\.pem cannot be read/,
    );
    await put({ certificate: 'x', key: make().key });
    await expect(givenCertificate(files(), never)).rejects.toThrow('is not a certificate in PEM');
    await put({ certificate: make().certificate, key: make().key });
    await expect(givenCertificate(files(), never)).rejects.toThrow(
      'is not the key of the certificate',
    );
    await put(make(new Date('2020-01-01')));
    await expect(givenCertificate(files(), never)).rejects.toThrow(/expired on .* Renew it/);
  });

  it('is read again when it changes, and stays while the new one lacks its key', async () => {
    const [first, second] = [make(), make()];
    await put(first);
    const warned: string[] = [];
    const certificates = await givenCertificate(files(), (reason) => warned.push(reason), 5);
    const server = await serve(certificates);
    expect(await servedCertificate(server)).toBe(first.certificate);
    await exchange(files().certificate, second.certificate);
    await eventually(() => expect(warned).toHaveLength(1));
    expect(await servedCertificate(server)).toBe(first.certificate);
    await exchange(files().key, second.key);
    await eventually(async () => expect(await servedCertificate(server)).toBe(second.certificate));
    certificates.stop();
    server.close();
  });
});

it('a certificate of our own is made again when the address of the machine changes', async () => {
  const authority = makeAuthority('Moving', new Date());
  let addresses = ['192.168.1.5'];
  const certificates = ownCertificates(authority, () => ({ names: ['localhost'], addresses }), 5);
  const server = await serve(certificates);
  const covers = async (ip: string) =>
    new X509Certificate(await servedCertificate(server)).checkIP(ip) !== undefined;
  expect(await covers('192.168.1.5')).toBe(true);
  addresses = ['10.1.2.3'];
  await eventually(async () => expect(await covers('10.1.2.3')).toBe(true));
  certificates.stop();
  server.close();
});

describe('plain HTTP beside TLS', () => {
  function answerTo(url: string, authority: string | undefined, remoteAddress = '192.168.1.7') {
    const said: { status?: number; headers?: Record<string, string> } = {};
    const response = {
      setHeader: () => undefined,
      writeHead: (status: number, headers: Record<string, string>) =>
        Object.assign(said, { status, headers }),
      end: () => undefined,
    };
    const socket = { remoteAddress, localAddress: '192.168.1.5' };
    const asked = { method: 'GET', url, headers: { host: 'box.local:3000' }, socket };
    const taken = guardPlainHttp(authority)(asked as never, response as never);
    return { taken, ...said };
  }

  it('is redirected to TLS from another machine, whatever it requests', () => {
    const { status, headers } = answerTo('/events/1?q=é', undefined);
    expect(status).toBe(307);
    expect(headers?.location).toBe('https://box.local:3000/events/1?q=é');
    expect(answerTo('/api/events?limit=1', undefined).status).toBe(307);
  });

  it('offers the authority to another machine, where there is one to install', () => {
    const trust = answerTo('/trust', 'PEM');
    expect(trust.status).toBe(200);
    expect(trust.headers?.['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answerTo('/onsale-authority.crt', 'PEM').headers?.['content-type']).toBe(
      'application/x-x509-ca-cert',
    );
    expect(answerTo('/trust', undefined).status).toBe(307);
  });

  it('is served to this machine', () => {
    for (const own of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '192.168.1.5']) {
      expect(answerTo('/', 'PEM', own).taken).toBe(false);
    }
  });
});

it.each([
  [{ ONSALE_TLS: 'yes' }, /ONSALE_TLS must/],
  [{ ONSALE_TLS_KEY: 'k.pem' }, /go together/],
  [{ ONSALE_TLS: 'self', ONSALE_TLS_CERTIFICATE: 'c', ONSALE_TLS_KEY: 'k' }, /exclude each other/],
])('contradictory settings are named: %j', (environment, words) => {
  expect(() => assertSettings(environment)).toThrow(words);
});
