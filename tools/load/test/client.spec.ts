import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { betweenTries, eventually, pickFreePort } from '@onsale/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../src/index.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  const port = await pickFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${port}`;
}

async function http(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return listen(server);
}

/** Answers each piece that arrives by hand, to choose how it is cut. */
async function tcp(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => answer(socket));
  });
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return listen(server);
}

function client(
  url: string,
  options: { connections?: number; timeoutMs?: number; idleMs?: number } = {},
): Client {
  const made = createClient({ url, connections: 2, timeoutMs: 60_000, ...options });
  cleanups.push(() => made.close());
  return made;
}

const get = { method: 'GET', path: '/' };

/** Writes pieces one by one, so that each arrives alone. */
async function inPieces(socket: Socket, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    await new Promise<void>((resolve) => socket.write(piece, 'latin1', () => resolve()));
    await betweenTries();
  }
}

describe('client', () => {
  it('resolves names under localhost to this machine and sends them as host', async () => {
    const url = await http((request, response) => response.end(request.headers.host));
    const named = url.replace('127.0.0.1', 'tickets.localhost');
    expect((await client(named).send(get)).body).toBe(new URL(named).host);
  });

  it('closes an idle connection and opens another on demand', async () => {
    const ports = new Set<number | undefined>();
    const url = await http((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const made = client(url, { idleMs: 1_000 });
    const { send } = made;
    await Promise.all([send(get), send(get)]);
    await eventually(async () => {
      await send(get);
      expect(made.open, 'the other is closed').toBe(1);
    });
    expect(ports.size, 'the one in use is kept').toBe(2);
    await eventually(() => expect(made.open).toBe(0));
    await send(get);
    expect(ports.size).toBe(3);
    expect(made.open).toBe(1);
  });

  it('sends method, path, headers and a body of any characters, and reads the answer', async () => {
    const url = await http(async (request, response) => {
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.writeHead(201, { 'X-Seen': `${request.method} ${request.url}` });
      response.end(JSON.stringify({ body, key: request.headers['idempotency-key'] }));
    });
    const answer = await client(url).send({
      method: 'POST',
      path: '/api/orders?x=1',
      headers: { 'idempotency-key': 'abc' },
      body: 'Zürich ✓',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-seen')).toBe('POST /api/orders?x=1');
    expect(answer.headers.get('set-cookie')).toBe('a=1\nb=2');
    expect(JSON.parse(answer.body)).toEqual({ body: 'Zürich ✓', key: 'abc' });
    expect(answer.ms).toBeGreaterThan(0);
  });

  it('uses few connections for many requests, and keeps them', async () => {
    const ports = new Set<number | undefined>();
    const url = await http((request, response) => {
      ports.add(request.socket.remotePort);
      response.end(request.url);
    });
    const few = client(url, { connections: 3 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => few.send({ method: 'GET', path: `/${n}` })),
    );
    expect(answers.map((answer) => answer.body)).toEqual(
      Array.from({ length: 50 }, (_, n) => `/${n}`),
    );
    expect(ports.size).toBe(3);
    expect(few).toMatchObject({ open: 3, waiting: 0 });
  });

  it('reads answers split at any byte, by length and in chunks', async () => {
    const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';
    const chunked =
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nt: u\r\n\r\n';
    for (const text of [whole, chunked]) {
      for (const size of [1, 2, 7, text.length]) {
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const url = await tcp((socket) => void inPieces(socket, pieces));
        const answer = await client(url).send(get);
        expect(answer).toMatchObject({ status: 200, body: 'hello' });
      }
    }
  });

  it('reads answers larger than its buffer, and those without a body', async () => {
    const large = 'x'.repeat(300_000);
    const url = await http((request, response) => {
      if (request.url === '/large') response.end(large);
      else response.writeHead(request.url === '/none' ? 204 : 200).end();
    });
    const one = client(url, { connections: 1 });
    expect((await one.send({ ...get, path: '/large' })).body).toBe(large);
    expect((await one.send({ ...get, path: '/none' })).status).toBe(204);
    expect((await one.send({ method: 'HEAD', path: '/large' })).body).toBe('');
    expect((await one.send({ method: 'POST', path: '/' })).body).toBe('');
    expect(one.open).toBe(1);
  });

  it('skips a body that nobody reads, whole or in pieces, and reads the next answer', async () => {
    const url = await http((request, response) => {
      const body = Buffer.alloc(request.url === '/large' ? 500_000 : 10, request.url as string);
      response.writeHead(200, { etag: `"${request.url}"`, 'content-length': body.length });
      response.end(body);
    });
    const made = client(url, { connections: 1 });
    const heads: string[] = [];
    const skipsBody = (head: string) => heads.push(head) > 0;
    for (const path of ['/large', '/small']) {
      const answer = await made.send({ ...get, path, skipsBody });
      expect([answer.status, answer.bytes.length]).toEqual([200, 0]);
      expect(heads.at(-1)).toContain(`etag: "${path}"`);
    }
    const read = await made.send({ ...get, path: '/large', skipsBody: () => false });
    expect(read.bytes.length).toBe(500_000);
    expect((await made.send({ ...get, path: '/small' })).body).toBe('/small/sma');
    expect(made.open, 'all on one connection').toBe(1);
  });

  it('reads to the end of the connection where no length is given, and reconnects after "close"', async () => {
    let connections = 0;
    const url = await tcp((socket) => {
      connections += 1;
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nthe end');
    });
    const one = client(url, { connections: 1 });
    expect((await one.send(get)).body).toBe('the end');
    expect((await one.send(get)).body).toBe('the end');
    expect(connections).toBe(2);
  });

  it('counts the time from when the request was due', async () => {
    const url = await http((_, response) => response.end());
    const dueMs = performance.now() - 1_000;
    const answer = await client(url).send({ ...get, dueMs });
    expect(answer.ms).toBeGreaterThanOrEqual(1_000);
    expect(answer.ms).toBeLessThanOrEqual(performance.now() - dueMs);
  });

  it('says when the server cannot be reached, to each caller', async () => {
    const url = await tcp(() => undefined);
    await cleanups.pop()?.();
    const nobody = client(url, { connections: 2 });
    const ends = await Promise.allSettled([1, 2, 3, 4, 5].map(() => nobody.send(get)));
    for (const end of ends) expect(end).toMatchObject({ reason: { kind: 'connect' } });
  });

  it('says when the connection is lost, serves the others, and opens another', async () => {
    let requests = 0;
    const url = await tcp((socket) => {
      requests += 1;
      if (requests === 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
    const one = client(url, { connections: 1 });
    const [first, second] = await Promise.allSettled([one.send(get), one.send(get)]);
    expect(first).toMatchObject({ reason: { name: 'TransportError', kind: 'lost' } });
    expect(second).toMatchObject({ value: { body: 'ok' } });
  });

  it('treats a truncated answer and one that is not HTTP as lost', async () => {
    for (const text of ['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal', 'SSH-2.0\r\n\r\n']) {
      const url = await tcp((socket) => socket.end(text));
      await expect(client(url).send(get)).rejects.toMatchObject({ kind: 'lost' });
    }
  });

  it('gives up after the timeout, waiting callers too, and frees the connection', async () => {
    let answers = false;
    const url = await tcp((socket) => {
      if (answers) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
    const one = client(url, { connections: 1 });
    const soon = { ...get, timeoutMs: 100 };
    const ends = await Promise.allSettled([one.send(soon), one.send(soon)]);
    for (const end of ends) expect(end).toMatchObject({ reason: { kind: 'timeout' } });
    answers = true;
    expect((await one.send(get)).body).toBe('ok');
  });

  it('rejects requests in progress when it closes, and leaves no connection open', async () => {
    const url = await tcp(() => undefined);
    const one = client(url, { connections: 1 });
    const ends = Promise.allSettled([one.send(get), one.send(get)]);
    await one.close();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected' });
    expect(one).toMatchObject({ open: 0, waiting: 0 });
    await expect(one.send(get)).rejects.toMatchObject({ kind: 'connect' });
  });

  it('refuses an invalid address', () => {
    expect(() => createClient({ url: 'localhost', connections: 1, timeoutMs: 1 })).toThrow(
      '"localhost" is not an address like http://127.0.0.1:3000',
    );
  });
});

describe('a stream of events', () => {
  const events = (response: import('node:http').ServerResponse) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });

  it('is delivered as it arrives, beyond the timeout, on its own connection', async () => {
    let say: (text: string) => void = () => undefined;
    let end = () => {};
    const url = await http((request, response) => {
      if (request.url === '/never') return;
      if (request.url !== '/stream') return void response.end('as ever');
      events(response);
      say = (text) => response.write(text);
      end = () => response.end();
      say('data: 1\n\n');
    });
    const one = client(url);
    const heard: string[] = [];
    const soon = { ...get, timeoutMs: 1_000 };
    const stream = one.stream({ ...soon, path: '/stream' }, (piece) => heard.push(`${piece}`));
    await eventually(() => expect(heard.join('')).toBe('data: 1\n\n'));
    const never = one.send({ ...soon, path: '/never' });
    await expect(never).rejects.toMatchObject({ kind: 'timeout' });
    expect((await one.send(get)).body).toBe('as ever');
    say('data: 2\n\n');
    await eventually(() => expect(heard.join('')).toBe('data: 1\n\ndata: 2\n\n'));
    expect(one.open).toBe(2);
    end();
    expect(await stream.ended).toMatchObject({ status: 200, body: '' });
  });

  it('closes its connection when it is closed, and returns a refusal as an answer', async () => {
    let gone = false;
    const url = await http((request, response) => {
      if (request.url !== '/stream') return void response.writeHead(503).end('full');
      response.once('close', () => {
        gone = true;
      });
      events(response).write('data: 1\n\n');
    });
    const one = client(url);
    const refused = one.stream(get, () => undefined);
    expect(await refused.ended).toMatchObject({ status: 503, body: 'full' });
    let told = 0;
    const stream = one.stream({ ...get, path: '/stream' }, () => {
      told += 1;
    });
    await eventually(() => expect(told).toBe(1));
    stream.close();
    await expect(stream.ended).rejects.toMatchObject({ kind: 'lost' });
    await eventually(() => expect(gone).toBe(true));
    stream.close();
  });

  it('can be closed while it waits for a connection, and the next in the queue proceeds', async () => {
    const url = await http((request, response) => {
      if (request.url === '/stream') events(response).write('data: 1\n\n');
      else response.end('as ever');
    });
    const one = client(url, { connections: 1 });
    const first = one.stream({ ...get, path: '/stream' }, () => undefined);
    const second = one.stream({ ...get, path: '/stream' }, () => undefined);
    const third = one.send(get);
    second.close();
    await expect(second.ended).rejects.toMatchObject({ kind: 'lost' });
    first.close();
    await expect(first.ended).rejects.toMatchObject({ kind: 'lost' });
    expect((await third).body).toBe('as ever');
  });

  it('has a separate timeout for its first bytes', async () => {
    const url = await http(() => undefined);
    const one = client(url);
    const late = one.send({ ...get, timeoutMs: 20 });
    await expect(late).rejects.toMatchObject({ kind: 'timeout' });
  });
});
