import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
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
  beforeAll(async () => {
    const guards = {
      usual: guardHosts({ isKnown, hostOf: guardedHost('loopback'), isDemo: false }),
      demo: guardHosts({ isKnown, hostOf: guardedHost('loopback'), isDemo: true }),
    };
    server = createServer((request, response) => {
      const guard = request.url?.endsWith('?demo') ? guards.demo : guards.usual;
      if (!guard(request, response)) response.end('the site');
    });
    port = await pickFreePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  /** Sends the raw path and host: clients would correct them. */
  const ask = (path: string, host: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      connect(port, '127.0.0.1')
        .on('data', (piece) => (answer += piece))
        .on('error', reject)
        .on('end', () => resolve(answer))
        .end(
          `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`,
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
    }
  });
});

describe('the demo, whose password is published', () => {
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
