import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The caller's connection after the head of the answer: whatever is written is the body. */
export type OpenConnection = Pick<
  Socket,
  'write' | 'writableLength' | 'cork' | 'uncork' | 'destroySoon' | 'destroy'
>;

/**
 * A body that goes on for as long as its caller listens, for thousands of callers at once: what is
 * written goes straight to the connection, so that the same bytes can be given to all, and each
 * costs half the memory and time of a stream through the framework.
 */
export class OpenBody {
  constructor(
    /** Called once, unless the caller has left. Write the beginning at once. */
    readonly begin: (connection: OpenConnection) => void,
    /** Called once in any case, when the connection is gone. */
    readonly end: () => void,
  ) {}
}

/** Sends the head of an answer, and leaves the connection to the body. It ends the connection. */
export function sendOpenBody(
  { raw: { socket: connection } }: FastifyRequest,
  reply: FastifyReply,
  body: OpenBody,
): FastifyReply {
  reply.hijack();
  const response = reply.raw;
  // Nobody is there, or an answer before this one on the same connection is still under way.
  if (connection.destroyed || response.socket !== connection) {
    connection.destroy();
    body.end();
    return reply;
  }
  response.once('close', body.end);
  connection.cork();
  connection.write(headOf(reply), 'latin1');
  body.begin(connection);
  connection.uncork();
  return reply;
}

/** Without a length or chunks: the body ends with the connection. */
function headOf(reply: FastifyReply): string {
  const { statusCode } = reply;
  const headers = { ...reply.getHeaders(), date: new Date().toUTCString(), connection: 'close' };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  return `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n`;
}
