import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pickFreePort } from '@onsale/testing';

/** One request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  body: string;
  status: number;
  /** Whether the caller closed the connection before the answer was complete. */
  cut: boolean;
}

export interface Recorder {
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** Answers the next request of this kind in place of the site. */
  answerNext(method: string, path: string, status: number, body: object): void;
  stop(): Promise<void>;
}

/**
 * Passes all requests on to a site, and records them.
 * @param unknownHeader a header to remove, as if the site were too old to know it
 */
export async function record(site: string, unknownHeader = ''): Promise<Recorder> {
  const { hostname, port } = new URL(site);
  const requests: Recorded[] = [];
  let own: { method: string; path: string; status: number; body: object } | undefined;

  const server = createServer((incoming, response) => {
    const { method = '', url: path = '', rawHeaders } = incoming;
    const headers = new Map<string, string>();
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.set(String(rawHeaders[at]).toLowerCase(), String(rawHeaders[at + 1]));
    }
    const recorded: Recorded = { method, path, headers, body: '', status: 0, cut: false };
    requests.push(recorded);
    incoming.setEncoding('latin1').on('data', (piece: string) => {
      recorded.body += piece;
    });
    response.once('close', () => {
      recorded.cut = !response.writableFinished;
    });
    if (own?.method === method && own.path === path) {
      recorded.status = own.status;
      response.writeHead(own.status, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(own.body));
      own = undefined;
    } else passOn(incoming, response, recorded);
  });

  function passOn(incoming: IncomingMessage, response: ServerResponse, recorded: Recorded): void {
    const { method, url: path, headers: sent } = incoming;
    const { [unknownHeader]: _, ...headers } = sent;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      recorded.status = answer.statusCode ?? 0;
      response.writeHead(recorded.status, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.once('error', () => response.destroy());
    response.once('close', () => passed.destroy());
    incoming.pipe(passed);
  }

  const ownPort = await pickFreePort();
  await new Promise<void>((resolve) => server.listen(ownPort, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${ownPort}`,
    requests,
    answerNext(method, path, status, body) {
      own = { method, path, status, body };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
