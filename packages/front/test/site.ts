import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { pickFreePort } from '@onsale/testing';
import { sendAway } from '../src/away-page.js';
import { createKeeper, type Keeper, keepHeader, type Rendered } from '../src/keeper.js';
import { createSiteNames } from '../src/site-names.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The placeholder that the renderer writes for the address of the site. */
export const placeholder = 'https://nobody.invalid';

/** A keeper behind a real server, with a renderer whose answers the test gives. */
export async function openSite(maxBytes?: number) {
  const asked: string[] = [];
  let answer: (path: string) => Promise<Rendered> = async (path) => page(path);
  const keeper: Keeper = createKeeper({
    render(path) {
      asked.push(path);
      return answer(path);
    },
    originOf: ({ headers }) => `http://${headers.host}`,
    placeholder,
    // Once there are enough names, no other is admitted.
    names: createSiteNames(() => 1),
    sendAway,
    atOnce: 2,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    log: { warn: () => undefined },
  });
  const server: Server = createServer((incoming, response) => {
    if (keeper.answer(incoming, response)) return;
    response.writeHead(418);
    response.end();
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    keeper,
    /** Paths that were requested from the renderer. */
    asked,
    render(how: (path: string) => Promise<Rendered>) {
      answer = how;
    },
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<Answer>((resolve, reject) => {
        const sent = request(
          { port, path, method, headers: { host: 'tickets.test', ...headers } },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('end', () =>
              resolve({
                status: incoming.statusCode ?? 0,
                headers: incoming.headers,
                body: Buffer.concat(chunks),
              }),
            );
          },
        );
        sent.on('error', reject);
        sent.end();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A renderer's answer for a page that may be kept. */
export const page = (text: string, keepSeconds = 3600): Rendered => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8', [keepHeader]: String(keepSeconds) },
  body: Buffer.from(text),
});

/** A promise that the test resolves. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
