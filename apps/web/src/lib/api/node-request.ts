import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Reply, Sent } from './call';

/** Shorter than any server or proxy keeps an idle connection. */
const idleMs = 4_000;
const options = { keepAlive: true, timeout: idleMs };
const agent = new Agent(options);
const secureAgent = new SecureAgent(options);

/**
 * Sends a request as `fetch` does, for half the processor time: two calls took an eighth of what an
 * event's page costs.
 */
export async function nodeRequest(url: string, sent: Sent): Promise<Reply> {
  const body =
    typeof sent.body === 'object' ? Buffer.from(await sent.body.arrayBuffer()) : sent.body;
  const [message, text] = await ask(url, sent, body, sent.method === 'GET');
  const status = message.statusCode ?? 0;
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: {
      get: (name) => message.headersDistinct[name]?.join(', ') ?? null,
      getSetCookie: () => message.headers['set-cookie'] ?? [],
    },
    text: async () => text,
    json: async () => JSON.parse(text) as unknown,
  };
}

/** @param again whether to retry when a kept connection has just been closed */
function ask(
  url: string,
  { method, headers, signal }: Sent,
  body: string | Buffer | undefined,
  again: boolean,
): Promise<[IncomingMessage, string]> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const asked = (isSecure ? secureRequest : request)(url, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      agent: isSecure ? secureAgent : agent,
      signal,
    });
    asked.once('response', (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.once('end', () => resolve([message, Buffer.concat(chunks).toString()]));
      message.once('error', reject);
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      const wasClosed = asked.reusedSocket && error.code === 'ECONNRESET';
      if (again && wasClosed) resolve(ask(url, { method, headers, signal }, body, false));
      else reject(error);
    });
    asked.end(body);
  });
}
