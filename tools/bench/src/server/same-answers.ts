import { createServer } from 'node:http';
import { addListeningCopies, closeListeningCopies, pickFreePort } from '@onsale/runtime';
import type { Job, Server } from './protocol.js';

const backlog = 4_096;
const keyOf = (method = '', path = '') => `${method} ${path}`;

/**
 * Node's own HTTP server, which has the answer to every request at hand: no server on it can be
 * faster. It listens as the product does.
 */
export async function startSameAnswers({ answers = [] }: Job): Promise<Server> {
  const known = new Map(
    answers.map((answer) => [
      keyOf(answer.method, answer.path),
      { ...answer, headers: [...answer.headers], body: Buffer.from(answer.bodyBase64, 'base64') },
    ]),
  );
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const answer = known.get(keyOf(request.method, request.url));
      if (!answer) return response.writeHead(404).end(`no answer to ${request.url}`);
      response.writeHead(answer.status, answer.headers);
      if (answer.isStream) response.write(answer.body);
      else response.end(answer.body);
    });
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', backlog, resolve);
  });
  await addListeningCopies(server, backlog);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await Promise.all([
        closeListeningCopies(server),
        new Promise((resolve) => server.close(resolve)),
      ]);
    },
  };
}
