import { type AddressInfo, connect } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pickFreePort } from '../src/free-port.js';
import { OpenBody, type OpenConnection, sendOpenBody } from '../src/http/open-body.js';

const eventually = (assertion: () => void | Promise<void>) =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 5 });

const told: string[] = [];
let connection: OpenConnection | undefined;
let answerNow: (() => void) | undefined;
let app: FastifyInstance;

beforeAll(async () => {
  app = Fastify({ forceCloseConnections: true });
  const body = () =>
    new OpenBody(
      (opened) => {
        told.push('begin');
        connection = opened;
        opened.write('one;');
      },
      () => void told.push('end'),
    );
  app.get('/open', async (request, reply) => {
    reply.code(200).header('content-type', 'text/event-stream').header('x-request-id', 'abc');
    return sendOpenBody(request, reply, body());
  });
  app.get('/late', async (request, reply) => {
    await new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    return sendOpenBody(request, reply.code(200), body());
  });
  await app.listen({ port: await pickFreePort(), host: '127.0.0.1' });
});
afterAll(() => app.close());
beforeEach(() => {
  told.length = 0;
});

function caller(...paths: string[]) {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  const seen = { text: '', isClosed: false };
  socket.setEncoding('utf8').on('data', (text: string) => (seen.text += text));
  socket.on('error', () => undefined);
  socket.once('close', () => {
    seen.isClosed = true;
  });
  for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nhost: test\r\n\r\n`);
  return { socket, seen };
}

describe('an open body', () => {
  it('follows the head of the answer, as it is written, until it ends the connection', async () => {
    const { seen } = caller('/open');
    await eventually(() => expect(seen.text).toMatch(/;$/));
    connection?.write(Buffer.from('two;'));
    connection?.destroySoon();
    await eventually(() => expect(seen.isClosed).toBe(true));
    const [head, body] = seen.text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toContain('content-type: text/event-stream');
    expect(head).toContain('x-request-id: abc');
    expect(head).toContain('connection: close');
    expect(body).toBe('one;two;');
    await eventually(() => expect(told).toEqual(['begin', 'end']));
  });

  it('is notified once when its caller leaves', async () => {
    const { socket, seen } = caller('/open');
    await eventually(() => expect(seen.text).toMatch(/one;$/));
    socket.destroy();
    await eventually(() => expect(told).toEqual(['begin', 'end']));
  });

  it('ends without having begun when its caller left before the answer', async () => {
    const { socket } = caller('/late');
    await eventually(() => expect(answerNow).toBeTypeOf('function'));
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy();
    await gone;
    await eventually(async () => {
      answerNow?.();
      expect(told).toEqual(['end']);
    });
  });

  it('ends the connection when its caller sends a second request on it', async () => {
    const { seen } = caller('/open', '/open');
    await eventually(() => expect(seen.isClosed).toBe(true));
    expect(seen.text.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(1);
    await eventually(() => expect(told.filter((one) => one === 'end')).toHaveLength(2));
  });
});
