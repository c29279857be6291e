import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The connection of a caller after the head of the answer: everything written to it is body. */
export type OpenConnection = Pick<
  Socket,
  'write' | 'writableLength' | 'cork' | 'uncork' | 'destroySoon' | 'destroy'
>;

/**
 * A body that continues as long as its caller listens, for thousands of callers at once. Writes go
 * straight to the connection, so that all callers share the same bytes, and each costs half the
 * memory and time of a stream through the framework.
 */
export class OpenBody {
  constructor(
    /** Called once, unless the caller has left. Must write the beginning synchronously. */
    readonly begin: (connection: OpenConnection) => void,
    /** Called once in any case, when the connection has closed. */
    readonly end: () => void,
  ) {}
}

/** Sends the head of an answer and hands the connection to the body, whose end closes it. */
export function sendOpenBody(
  { raw: { socket: connection } }: FastifyRequest,
  reply: FastifyReply,
  body: OpenBody,
): FastifyReply {
  reply.hijack();
  const response = reply.raw;
  // The caller has left, or an earlier answer on the same connection is not complete.
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

/** Without length or chunks, since the body ends with the connection. */
function headOf(reply: FastifyReply): string {
  const { statusCode } = reply;
  const headers = { ...reply.getHeaders(), date: new Date().toUTCString(), connection: 'close' };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  return `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n`;
}
