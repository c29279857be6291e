import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { pickFreePort } from '@onsale/runtime';
import type { TestCertificate } from './certificates.js';

/** A proxy that terminates TLS and forwards everything, like an ingress. */
export async function tlsFront(
  certificate: TestCertificate,
  target: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = Number(new URL(target).port);
  const open = new Set<{ destroy(): unknown }>();
  const server = createServer(certificate, (client) => {
    const behind = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.on('tlsClientError', () => undefined);
  const ownPort = await pickFreePort();
  server.listen(ownPort, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${ownPort}`,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
