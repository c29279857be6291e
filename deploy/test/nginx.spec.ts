import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mostFormBytes } from '@onsale/contracts/too-large';
import { eventually, pickFreePort } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nginxLocations } from '../src/nginx.js';
import { maxBodyBytes, routingRules, type Target } from '../src/routing.js';
import { exampleCalls, exampleInternals, examplePages } from './examples.js';
import { programs } from './programs.js';

const services: readonly Target[] = ['auth', 'catalog', 'orders', 'payments', 'tickets', 'web'];

describe.skipIf(!programs.nginx)('nginx with the routing table', () => {
  const backends = new Map<Target, Server>();
  let nginx: ChildProcess;
  let folder: string;
  let port: number;

  beforeAll(async () => {
    for (const service of services) backends.set(service, await startBackend(service));
    folder = await mkdtemp(join(tmpdir(), 'onsale-nginx-'));
    await chmod(folder, 0o711); // nginx's workers have an account of their own
    port = await pickFreePort();
    await writeFile(join(folder, 'nginx.conf'), configuration());
    nginx = spawn(programs.nginx as string, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], {
      stdio: 'inherit',
    });
    await eventually(() => call('GET', '/'));
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => nginx.once('exit', resolve));
    nginx.kill('SIGQUIT');
    await ended;
    for (const backend of backends.values()) {
      backend.closeAllConnections();
      await new Promise((resolve) => backend.close(resolve));
    }
    await rm(folder, { recursive: true, force: true });
  });

  it('sends every route to its service', async () => {
    for (const { method, path, service, name } of exampleCalls) {
      if (name === 'streamAvailability') continue;
      expect((await call(method, path)).body, `${method} ${path}`).toBe(service);
    }
    for (const { path, service } of examplePages) {
      expect((await call('GET', path)).body, path).toBe(service);
    }
  });

  it.each([...exampleInternals, '//metrics', '/api/../metrics', '/%6detrics'])(
    'does not find %s',
    async (path) => {
      expect((await call('GET', path)).status).toBe(404);
    },
  );

  it('passes on a stream as it arrives', async () => {
    const first = await new Promise<string>((resolve, reject) => {
      const path = '/api/events/1/availability/stream';
      const asked = request({ port, path, host: '127.0.0.1' }, (response) => {
        response.once('data', (chunk: Buffer) => {
          resolve(chunk.toString());
          asked.destroy();
        });
      });
      asked.once('error', reject).end();
    });
    expect(first).toBe('data: orders\n\n');
  });

  it('accepts a poster with its form, and nothing larger', async () => {
    const poster = Buffer.alloc(maxBodyBytes);
    expect((await call('POST', '/api/images', {}, poster)).status).toBe(200);
    const larger = Buffer.alloc(maxBodyBytes + 1);
    expect((await call('POST', '/api/images', {}, larger)).status).toBe(413);
  });

  it('says in words that a request is too large, as services and pages do', async () => {
    const image = await call('POST', '/api/images', {}, Buffer.alloc(maxBodyBytes + 1));
    expect(image.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(image.body)).toMatchObject({
      ...{ status: 413, code: 'too_large' },
      requestId: image.headers['x-request-id'],
    });
    const path = '/organiser/events/new';
    const form = await call('POST', path, {}, Buffer.alloc(mostFormBytes + 2 * 1024 ** 2));
    expect(form.status).toBe(413);
    expect(form.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(form.body).toContain('your text is still in the form');
    // Up to their own limit the pages answer themselves.
    expect((await call('POST', path, {}, Buffer.alloc(mostFormBytes + 1))).body).toBe('web');
  });

  it('asks to try again, as services and pages do, when no instance answers', async () => {
    const order = await call('GET', '/api/orders/broken');
    expect(JSON.parse(order.body)).toMatchObject({
      ...{ status: 503, code: 'unavailable' },
      requestId: order.headers['x-request-id'],
    });
    const page = await call('GET', '/broken');
    expect(page.body).toContain('One moment, please');
    for (const { status, headers } of [order, page]) {
      expect([status, headers['retry-after']]).toEqual([503, '3']);
    }
  });

  it('protects its own answers and those it passes on from sniffing and framing', async () => {
    const larger = Buffer.alloc(maxBodyBytes + 1);
    const answers = [
      await call('GET', '/'),
      await call('GET', '/api/orders'),
      await call('GET', '/metrics'),
      await call('POST', '/api/images', {}, larger),
      await call('GET', '/api/orders/broken'),
      await call('GET', '/broken'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 413, 503, 503]);
    for (const { status, headers } of answers) {
      const { 'x-content-type-options': sniffing, 'x-frame-options': framing } = headers;
      expect({ status, sniffing, framing }).toEqual({
        status,
        sniffing: 'nosniff',
        framing: 'DENY',
      });
    }
    expect(answers[5]?.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('sets the caller address itself, whatever the caller sends', async () => {
    const { headers } = await call('GET', '/api/orders', {
      host: 'tickets.example.org',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=6.6.6.6',
    });
    expect(JSON.parse(String(headers['x-heard']))).toEqual({
      host: 'tickets.example.org',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'tickets.example.org',
      'x-forwarded-proto': 'http',
    });
  });

  const addressOf = (service: Target) => {
    const { port: listening } = (backends.get(service) as Server).address() as AddressInfo;
    return `127.0.0.1:${listening}`;
  };

  const configuration = () => `
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log error.log;
    events { worker_connections 128; }
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path tmp-${name};`).join(' ')}
      server {
        listen 127.0.0.1:${port};
        ${nginxLocations(routingRules(), addressOf)}
      }
    }`;

  function call(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) {
    return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>(
      (resolve, reject) => {
        const asked = request(
          { host: '127.0.0.1', port, method, path, headers, agent: false },
          (response) => {
            let text = '';
            response.on('data', (chunk) => (text += chunk));
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                body: text,
                headers: response.headers,
              }),
            );
          },
        );
        asked.on('error', reject);
        asked.end(body);
      },
    );
  }
});

/** Answers with its own name and the headers about the caller; a stream never ends. */
async function startBackend(service: Target): Promise<Server> {
  const heard = ['host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded'];
  const server = createServer((incoming, response) => {
    const told = heard.filter((name) => incoming.headers[name] !== undefined);
    response.setHeader(
      'x-heard',
      JSON.stringify(Object.fromEntries(told.map((name) => [name, incoming.headers[name]]))),
    );
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('x-frame-options', 'DENY');
    if (incoming.url?.endsWith('/broken')) incoming.socket.destroy();
    else if (incoming.url?.endsWith('/stream')) response.write(`data: ${service}\n\n`);
    else incoming.resume().on('end', () => response.end(service));
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
