import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger } from '@onsale/runtime';
import { pickFreePort, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertDemoStaysHere } from '../src/demo.js';
import { guardHosts, knownHosts } from '../src/known-hosts.js';
import { guardedHost } from '../src/origin-behind.js';

const isKnown = knownHosts('127.0.0.1', ['Tickets.Example.org']);

it.each([
  'localhost',
  'localhost:3000',
  'LOCALHOST:3000',
  'localhost.',
  'two.localhost:3000',
  '127.0.0.1:3000',
  '192.168.1.20:3000',
  '[::1]:3000',
  '[fd00::12]',
  'tickets.example.org',
  'TICKETS.example.org:443',
  `${hostname().split('.')[0]}.local:3000`,
])('the site answers to %s', (header) => {
  expect(isKnown(header)).toBe(true);
});

it.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example',
  'example.org',
  'a.tickets.example.org',
  'a b',
  'localhost evil',
  'user@localhost',
  'localhost:3000/evil',
  'localhost:port',
  '[::1',
  '::1',
  '127.0.0.1, evil.example',
  'localhost%00.evil.example',
  'localhost:3000:80',
  '',
])('the site does not answer to “%s”', (header) => {
  expect(isKnown(header)).toBe(false);
});

describe('a request for a host name that is not the site’s', () => {
  let server: Server;
  let port: number;
  const said: unknown[] = [];
  beforeAll(async () => {
    const log: Logger = { ...createLogger('silent'), warn: (fields) => said.push(fields) };
    const means = { isKnown, hostOf: guardedHost('loopback'), log };
    const guards = {
      usual: guardHosts({ ...means, isDemo: false }),
      demo: guardHosts({ ...means, isDemo: true }),
    };
    server = createServer({ requireHostHeader: false }, (request, response) => {
      const guard = request.url?.endsWith('?demo') ? guards.demo : guards.usual;
      if (!guard(request, response)) response.end('the site');
    });
    port = await pickFreePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  /** Sends the raw path, host and version: clients would correct them. */
  const ask = (path: string, host: string | undefined, version = '1.1') =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      connect(port, '127.0.0.1')
        .on('data', (piece) => (answer += piece))
        .on('error', reject)
        .on('end', () => resolve(answer))
        .end(
          `GET ${path} HTTP/${version}\r\n${host === undefined ? '' : `Host: ${host}\r\n`}Accept: text/html\r\nConnection: close\r\n\r\n`,
        );
    });

  it('gets a problem from the API, which says what to set', async () => {
    for (const host of ['evil.example', 'a b']) {
      const answer = await ask('/api/events', host);
      expect(answer).toMatch(/^HTTP\/1.1 421 /);
      expect(answer).toContain('content-type: application/problem+json');
      expect(answer).toContain('"code":"unknown_host"');
      expect(answer).toContain('ONSALE_HOSTS');
    }
  });

  it('gets nothing by also sending a name of the site', async () => {
    const own = `localhost:${port}`;
    for (const two of [`${own}\r\nHost: evil.example`, `evil.example\r\nhost: ${own}`]) {
      expect(await ask('/', two)).toMatch(/^HTTP\/1.1 421 /);
    }
    expect(await ask('/', `${own}\r\nHost: ${own}`)).toMatch(/^HTTP\/1.1 421 /);
  });

  it('gets nothing through a proxy that passes it on beside a known one', async () => {
    const own = `localhost:${port}`;
    const behind = (name: string) => ask('/', `${own}\r\nX-Forwarded-Host: ${name}`);
    expect(await behind('evil.example')).toMatch(/^HTTP\/1.1 421 /);
    expect(await behind('tickets.example.org')).toContain('the site');
  });

  it('gets a page that says so, and does not repeat the name', async () => {
    const answer = await ask('/', 'evil.example');
    expect(answer).toMatch(/^HTTP\/1.1 421 /);
    expect(answer).toContain('This box office has another address');
    expect(answer).not.toContain('evil');
    expect(await ask('/', `localhost:${port}`)).toContain('the site');
  });

  it('is named in the log once, without letting callers fill it', async () => {
    said.length = 0;
    const own = `127.0.0.1:${port}`;
    for (let time = 0; time < 2; time += 1) {
      await ask('/', `${own}\r\nX-Forwarded-Host: boxoffice.example.org`);
      await ask('/', 'boxoffice.example.org:8443');
      await ask('/', 'a b');
    }
    expect(said).toEqual([{ host: 'boxoffice.example.org' }]);
    for (let n = 0; n < 20; n += 1) await ask('/', `evil-${n}.example`);
    await ask('/', `${'x'.repeat(300)}.example`);
    expect(said.length).toBeLessThanOrEqual(10);
  });

  it('is not missed where HTTP/1.0 names none, as probes do', async () => {
    expect(await ask('/', undefined, '1.0')).toContain('the site');
    expect(await ask('/', 'evil.example', '1.0')).toMatch(/ 421 /);
    expect(await ask('/?demo', undefined, '1.0')).toContain('ONSALE_DEMO=0');
  });

  it('finds no demo, nor does any other that comes from elsewhere', async () => {
    const here = `localhost:${port}`;
    for (const host of [
      '192.168.1.20:3000',
      '203.0.113.5',
      '0.0.0.0:3000',
      '[fd00::12]:3000',
      'tickets.example.org',
      `${here}\r\nX-Forwarded-Host: tickets.example.org`,
      `${here}\r\nX-Forwarded-For: 203.0.113.9`,
      `${here}\r\nX-Forwarded-For: 127.0.0.1, 203.0.113.9`,
      `${here}\r\nX-Forwarded-For: unknown`,
      `${here}\r\nX-Real-IP: 203.0.113.9`,
      `${here}\r\nForwarded: for=203.0.113.9`,
      `${here}\r\nVia: 1.1 proxy`,
      `${here}\r\nX-Forwarded-For: 127.0.0.1,203.0.113.9`,
      `${here}\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.9`,
      `${here}\r\nTrue-Client-IP: 203.0.113.9`,
      `${here}\r\nCF-Connecting-IP: 2001:db8::9`,
      `${here}\r\nX-Client-IP: 203.0.113.9`,
      `${here}\r\nX-Envoy-External-Address: 203.0.113.9`,
    ]) {
      const answer = await ask('/api/events?demo', host);
      expect(answer, host).toMatch(/^HTTP\/1.1 421 /);
      expect(answer).toContain('ONSALE_DEMO=0');
      expect(await ask('/?demo', host)).toContain('ONSALE_DEMO=0');
    }
    for (const host of [
      ...[here, 'two.localhost:3000', '127.0.0.1:3000', '127.8.8.8', '[::1]:3000'],
      ...['[::ffff:127.0.0.1]:3000', `${here}\r\nX-Forwarded-For: 127.0.0.1`],
    ]) {
      expect(await ask('/?demo', host), host).toContain('the site');
      // As nginx asks by default, whose Host is then that of its own configuration.
      expect(await ask('/?demo', host, '1.0'), host).toContain('ONSALE_DEMO=0');
    }
  });
});

describe('the demo, which is for this machine', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await testFolder('demo-stays-here');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const start = (host: string, { demo = true, hosts = '' } = {}) =>
    assertDemoStaysHere(demo, { ONSALE_HOST: host, ONSALE_HOSTS: hosts }, folder);

  it('is made where only this machine connects, however that is written', () => {
    for (const host of [
      ...['127.0.0.1', '127.0.0.53', '127.1', '127.0.1', '::1', '0:0:0:0:0:0:0:1'],
      ...['::ffff:127.0.0.1', '::ffff:7f00:1', 'localhost', 'LOCALHOST', 'box.localhost'],
    ]) {
      start(host);
    }
    start('127.0.0.1', { hosts: 'localhost,box.localhost' });
  });

  it('is made nowhere else', () => {
    for (const host of [
      ...['0.0.0.0', '::', '0', '0.0', '::0', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0', '0x0'],
      ...[
        '192.168.1.20',
        '10.1',
        '172.17.0.2',
        '169.254.1.1',
        '203.0.113.5',
        'fe80::1',
        'fd00::12',
      ],
      ...['::ffff:192.168.1.20', '::127.0.0.1', '::2', '128.0.0.1', '1.127.0.0', '127.evil'],
      ...['box.example.org', 'localhost.example.org', 'localhost-1', 'host.docker.internal', 'box'],
    ]) {
      expect(() => start(host), host).toThrow(/Start without them: ONSALE_DEMO=0\.$/);
      start(host, { demo: false });
    }
    expect(() => start('127.0.0.1', { hosts: 'tickets.example.org' })).toThrow(/ONSALE_HOSTS=/);
    expect(() => start('127.0.0.1', { hosts: 'localhost,203.0.113.5' })).toThrow(/ONSALE_HOSTS=/);
  });

  it('keeps its data folder to this machine, even one that was begun and not finished', () => {
    writeFileSync(join(folder, 'demo-begun'), '');
    start('127.0.0.1', { demo: false });
    expect(() => start('0.0.0.0', { demo: false })).toThrow(/another folder in ONSALE_DATA\.$/);
  });
});
