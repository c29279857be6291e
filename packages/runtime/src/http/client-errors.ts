import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { parserRefusal } from '@onsale/contracts/parser-refusal';
import { Problem } from '../errors.js';
import { randomHex } from '../ids.js';
import type { Logger } from '../log.js';

type ClientError = Error & { readonly code?: string; readonly rawPacket?: unknown };
/** What Node keeps at a socket: the answer that is on its way there. */
type AnsweringSocket = Duplex & { readonly _httpMessage?: ServerResponse | null };

/** Answers what Node's HTTP parser refuses with Node's status, but in our form, with an id. */
export function answerClientError(error: ClientError, socket: Duplex, log: Logger): void {
  const answering = (socket as AnsweringSocket)._httpMessage;
  // A reset connection hears nothing, and an answer in another would garble both.
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent) {
    socket.destroy();
    return;
  }
  const requestId = randomHex(16);
  log.info({ requestId, reason: error.code }, 'request refused by the parser');
  const packet = error.rawPacket instanceof Uint8Array ? error.rawPacket : undefined;
  socket.end(parserRefusal(error.code, requestId, packet));
}

/** Answers, in our form, what Node otherwise ends without a word: an unknown `Expect`, `CONNECT`. */
export function answerUnexpected(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const requestId = randomHex(16);
    const detail = 'This server expects nothing of the kind. Leave the Expect header out.';
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
