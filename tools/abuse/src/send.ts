import { type Agent, request } from 'node:http';

/** A request as it is sent. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

const answerLimitMs = 15_000;
const mostBytes = 4 * 1024 * 1024;

/**
 * Sends a request and reads the answer; of a stream, its first piece.
 * @returns undefined when Node refuses to send such a request
 * @throws Error when nothing answers in time, or the connection breaks
 */
export async function send(
  url: URL,
  agent: Agent,
  { method, path, headers, body }: Request,
): Promise<Reply | undefined> {
  return new Promise((resolve, reject) => {
    let asked: ReturnType<typeof request>;
    try {
      asked = request({
        host: url.hostname.replace(/^\[|\]$/g, ''),
        ...{ port: url.port || 80, method, path, agent, setHost: !('host' in headers) },
        headers: {
          ...(body || method !== 'GET' ? { 'content-length': String(body?.length ?? 0) } : {}),
          ...(headers as Record<string, string | string[]>),
        },
      });
    } catch {
      resolve(undefined);
      return;
    }
    const timer = setTimeout(() => asked.destroy(new Error('no answer in time')), answerLimitMs);
    const settle = (reply: Reply) => {
      clearTimeout(timer);
      resolve(reply);
    };
    asked.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    asked.on('response', (answer) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const done = () =>
        settle({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(pieces).toString('utf8'),
        });
      answer.on('error', reject);
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece);
        size += piece.length;
        const streams = answer.headers['content-type']?.startsWith('text/event-stream');
        if (!streams && size < mostBytes) return;
        done();
        asked.destroy();
      });
      answer.on('end', done);
    });
    asked.end(body);
  });
}
