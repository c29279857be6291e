import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  rootCertificates,
  type SecureContext,
} from 'node:tls';
import type { RawAnswer } from './answer.js';
import { type Asked, createAnswerReader } from './answer-reader.js';

/** Where requests go. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** IP address to connect to instead of those of the host. */
  readonly address?: string;
  /** Over TLS. */
  readonly secure?: Secure;
}

interface Secure {
  /** Made once: reading a hundred certificates takes longer than a connection. */
  readonly secureContext: SecureContext;
  /**
   * TLS session of the last connection: the next one resumes it, which costs the server no
   * signature.
   */
  session?: Buffer;
}

/** @param ca certificates (PEM) that are trusted beside the usual ones */
export const trust = (ca: string | undefined): Secure => ({
  secureContext: createSecureContext(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
});

/**
 * All connections read into it, again and again: an answer costs no memory of its own to receive,
 * and a connection that waits none at all.
 */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

export interface ConnectionEvents {
  /** It is open, and free. */
  onOpen(): void;
  /** The answer to the last request. The connection is free, unless it is `closing`. */
  onAnswer(raw: RawAnswer, closing: boolean): void;
  /** A piece of a stream of server-sent events, in memory that is used again. */
  onNews?(piece: Buffer): void;
  /** The connection is closed permanently; called once. */
  onGone(error: Error | undefined): void;
}

export interface Connection {
  /** @param request a whole one; @param ascii whether a text has no other characters */
  write(asked: Asked, request: string | Buffer, ascii: boolean): void;
  destroy(error?: Error): void;
}

/** Names below `localhost` are this machine (RFC 6761). Browsers know; not every system does. */
const addressOf = (host: string): string => (host.endsWith('.localhost') ? 'localhost' : host);

/** One connection, one request at a time. */
export function openConnection(target: Target, events: ConnectionEvents): Connection {
  const { host, port, secure } = target;
  const address = target.address ?? addressOf(host);
  let last: Asked = { method: 'GET' };
  let failure: Error | undefined;
  const reader = createAnswerReader(() => last, events.onNews);

  function read(piece: Buffer): void {
    try {
      const raw = reader.take(piece);
      if (raw) events.onAnswer(raw, reader.closing);
    } catch (error) {
      socket.destroy(error as Error);
    }
  }

  const onread = {
    buffer: readBuffer,
    callback: (bytes: number) => {
      read(readBuffer.subarray(0, bytes));
      return true;
    },
  };
  let socket: Socket;
  if (secure) {
    const servername = isIP(host) === 0 ? host : '';
    const to = { host: address, port, servername, ALPNProtocols: ['http/1.1'] };
    // A variable, because the types do not know `onread` here; Node does.
    const options = { ...to, ...secure, onread };
    socket = connectTls(options);
    socket.once('secureConnect', events.onOpen);
    socket.on('session', (session: Buffer) => {
      secure.session = session;
    });
  } else {
    socket = connectTcp({ host: address, port, onread });
    socket.once('connect', events.onOpen);
  }
  socket.setNoDelay(true);
  socket.on('error', (error) => {
    failure = error;
  });
  socket.once('end', () => {
    const raw = reader.end();
    if (raw) events.onAnswer(raw, true);
    socket.destroy();
  });
  socket.once('close', () => events.onGone(failure));

  return {
    write(asked, request, ascii) {
      last = asked;
      if (typeof request === 'string') socket.write(request, ascii ? 'latin1' : 'utf8');
      else socket.write(request);
    },
    destroy: (error) => {
      socket.destroy(error);
    },
  };
}
