import { createServer, type Socket } from 'node:net';
import { pickFreePort } from '@onsale/runtime';
import type { Server } from './protocol.js';

const body = JSON.stringify({ id: '0'.repeat(36), text: 'x'.repeat(500) });
const answer = Buffer.from(
  `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);
const closingBrace = 0x7d;

/**
 * Answers everything that ends in a brace, without reading it, so only the generator costs
 * anything.
 */
export async function startRaw(): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('data', (piece) => {
      if (piece.at(-1) === closingBrace) socket.write(answer);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', 1_024, resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
