import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the API sends
  readonly json: any;
}

export interface SecureClient {
  call(
    method: string,
    path: string,
    options?: { body?: object; headers?: Record<string, string>; firstPiece?: boolean },
  ): Promise<Answer>;
  close(): void;
}

/** Calls a site over TLS as a program does that was given the certificate to trust. */
export function secureClient(
  origin: string,
  caFile: string,
  { connections = 4, timeoutMs = 15_000 }: { connections?: number; timeoutMs?: number } = {},
): SecureClient {
  const agent = new Agent({
    ca: readFileSync(caFile),
    keepAlive: true,
    maxSockets: connections,
    // Only browsers resolve the name of the site.
    lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  return {
    call: (method, path, { body, headers, firstPiece = false } = {}) =>
      new Promise((resolve, reject) => {
        const content = body === undefined ? undefined : JSON.stringify(body);
        const asked = request(
          origin + path,
          {
            agent,
            method,
            timeout: timeoutMs,
            headers: {
              ...(content === undefined
                ? {}
                : {
                    'content-type': 'application/json',
                    'content-length': Buffer.byteLength(content),
                  }),
              ...headers,
            },
          },
          (response) => {
            let text = '';
            const done = () => {
              const type = response.headers['content-type'] ?? '';
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                text,
                json: type.includes('json') ? JSON.parse(text) : undefined,
              });
            };
            response.setEncoding('utf8').on('data', (piece: string) => {
              text += piece;
              if (!firstPiece) return;
              done();
              response.destroy();
            });
            response.once('end', done).once('error', reject);
          },
        );
        asked.once('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer`)));
        asked.once('error', reject);
        asked.end(content);
      }),
    close: () => agent.destroy(),
  };
}
