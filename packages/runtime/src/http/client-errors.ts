import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { parserRefusal } from '@onsale/contracts/parser-refusal';
import { Problem } from '../errors.js';
import { randomHex } from '../ids.js';
import type { Logger } from '../log.js';

type ClientError = Error & { readonly code?: string; readonly rawPacket?: unknown };
/** A socket with the answer that Node is sending on it. */
type AnsweringSocket = Duplex & { readonly _httpMessage?: ServerResponse | null };

/**
 * Answers requests that Node's HTTP parser refuses: with Node's status, but in our form and with an
 * id.
 */
export function answerClientError(error: ClientError, socket: Duplex, log: Logger): void {
  const answering = (socket as AnsweringSocket)._httpMessage;
  // A reset connection receives nothing, and an answer within another one would garble both.
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent) {
    socket.destroy();
    return;
  }
  const requestId = randomHex(16);
  log.info({ requestId, reason: error.code }, 'request refused by the parser');
  const packet = error.rawPacket instanceof Uint8Array ? error.rawPacket : undefined;
  socket.end(parserRefusal(error.code, requestId, packet));
}

/**
 * Answers, in our form, requests that Node would refuse without a body: unknown `Expect`,
 * `CONNECT`.
 */
export function answerUnexpected(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const requestId = randomHex(16);
    const detail = 'This server does not support that Expect header. Leave it out.';
    const problem = new Problem(417, 'invalid_request', detail);
    const body = JSON.stringify(problem.toDetails(requestId));
    response.writeHead(417, {
      'content-length': body.length,
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': requestId,
      connection: 'close',
    });
    response.end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined);
    socket.end(parserRefusal(undefined, randomHex(16)));
  });
}
