import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.js';

/** The first byte of every TLS connection; no HTTP method begins with it. */
const handshake = 0x16;
/** The time for a connection to send its first byte, and again to agree on keys. */
const patienceMs = 10_000;

/**
 * Serves TLS beside plain HTTP on the server's port, told apart by the first byte. Both become
 * connections of the same server, with its limits, timeouts and shutdown. Only HTTP/1.1: Node's
 * HTTP/2 answers through a layer of its own that makes each request cost more.
 */
export function serveTls(server: HttpServer, certificates: Certificates): void {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  const speakHttp = (socket: Socket) => {
    for (const listener of listeners) listener.call(server, socket);
  };
  const unsaid = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    unsaid.add(socket);
    const giveUp = () => socket.destroy();
    const timer = setTimeout(giveUp, patienceMs);
    const agreed = () => {
      clearTimeout(timer);
      unsaid.delete(socket);
      socket.off('error', giveUp).off('end', giveUp);
    };
    socket.once('error', giveUp).once('end', giveUp).once('close', agreed);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] !== handshake) {
        agreed();
        speakHttp(socket);
        socket.resume();
        return;
      }
      const { context: secureContext } = certificates;
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        ALPNProtocols: ['http/1.1'],
      });
      secure.on('_tlsError', giveUp).on('error', giveUp);
      secure.once('secure', () => {
        agreed();
        secure.off('error', giveUp);
        speakHttp(secure);
      });
    });
  });
  // Nothing waits for connections that have sent nothing.
  server.once('close', () => {
    for (const socket of unsaid) socket.destroy();
  });
}
