import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.js';

/** The first byte of a TLS connection; no method of HTTP begins with it. */
const handshake = 0x16;
/** From the connection until it has said what it speaks, and until keys are agreed on. */
const patienceMs = 10_000;

/**
 * Takes TLS on the port that the server listens on, beside plain HTTP: the first byte tells. Both
 * become connections of the same server, with its limits, its timeouts and its end. HTTP/1.1
 * alone: Node's HTTP/2 answers through a layer of its own that costs each request more.
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
  // Nothing waits for those that have not said what they speak.
  server.once('close', () => {
    for (const socket of unsaid) socket.destroy();
  });
}
