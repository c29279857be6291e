import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { hasOpenssl, pickFreePort, testCertificate } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../src/index.js';

describe.skipIf(!hasOpenssl)('over TLS', () => {
  let ca: string;
  let port: number;
  let stop: () => Promise<unknown>;
  const resumed: boolean[] = [];
  beforeAll(async () => {
    const made = await testCertificate(['DNS:localhost', 'IP:127.0.0.1']);
    ca = made.ca;
    const server = createServer(made, async (request, response) => {
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      response.end(`${request.method} ${body}${'.'.repeat(100_000)}`);
    });
    server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
    port = await pickFreePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    stop = () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    };
  });
  afterAll(() => stop());

  it.each(['localhost', '127.0.0.1'])('requests %s on few connections', async (host) => {
    resumed.splice(0);
    const client = createClient({
      ...{ url: `https://${host}:${port}`, ca, connections: 2, timeoutMs: 10_000 },
    });
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          client.send({ method: 'POST', path: '/', body: 'Zürich ✓' }),
        ),
      );
      for (const { status, body } of answers) {
        expect([status, body.replace(/\.+$/, '')]).toEqual([200, 'POST Zürich ✓']);
        expect(body).toHaveLength(100_013);
      }
      expect(resumed).toHaveLength(2);
    } finally {
      await client.close();
    }
  });

  it('resumes the TLS session of the last connection', async () => {
    resumed.splice(0);
    const client = createClient({
      ...{ url: `https://localhost:${port}`, ca, connections: 1, timeoutMs: 10_000 },
    });
    try {
      for (let time = 0; time < 3; time += 1) {
        await client.send({ method: 'GET', path: '/', headers: { connection: 'close' } });
      }
    } finally {
      await client.close();
    }
    expect(resumed).toEqual([false, true, true]);
  });

  it('rejects a certificate of an unknown authority', async () => {
    const client = createClient({
      ...{ url: `https://localhost:${port}`, connections: 1, timeoutMs: 10_000 },
    });
    try {
      const failure = await client.send({ method: 'GET', path: '/' }).catch((error) => error);
      expect(failure.kind).toBe('connect');
      expect(failure.cause).toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    } finally {
      await client.close();
    }
  });
});
