import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { RawAnswer } from './answer.js';
import { createAnswerReader } from './answer-reader.js';

/** Where requests go. */
export interface Target {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

/** Read into again and again: an answer of a few kilobytes costs no memory of its own to receive. */
const readBufferBytes = 16 * 1024;

export interface ConnectionEvents {
  /** It is open, and free. */
  onOpen(): void;
  /** The answer to what was sent last. The connection is free, unless it is `closing`. */
  onAnswer(raw: RawAnswer, closing: boolean): void;
  /** It is gone, for good; said once. */
  onGone(error: Error | undefined): void;
}

export interface Connection {
  /** @param text a whole request; @param ascii whether it has no other characters */
  write(method: string, text: string, ascii: boolean): void;
  destroy(error?: Error): void;
}

/** One connection, one request at a time. */
export function openConnection(target: Target, events: ConnectionEvents): Connection {
  const { host, port } = target;
  let method = 'GET';
  let failure: Error | undefined;
  const reader = createAnswerReader(() => method);

  function read(piece: Buffer): void {
    try {
      const raw = reader.take(piece);
      if (raw) events.onAnswer(raw, reader.closing);
    } catch (error) {
      socket.destroy(error as Error);
    }
  }

  let socket: Socket;
  if (target.secure) {
    socket = connectTls({ host, port, servername: host, ALPNProtocols: ['http/1.1'] });
    socket.once('secureConnect', events.onOpen);
    socket.on('data', read);
  } else {
    const buffer = Buffer.allocUnsafe(readBufferBytes);
    const callback = (bytes: number) => {
      read(buffer.subarray(0, bytes));
      return true;
    };
    socket = connectTcp({ host, port, onread: { buffer, callback } });
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
    write(asked, text, ascii) {
      method = asked;
      socket.write(text, ascii ? 'latin1' : 'utf8');
    },
    destroy: (error) => {
      socket.destroy(error);
    },
  };
}
