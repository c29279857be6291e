import { createServer } from 'node:http';
import { pickFreePort } from '@onsale/runtime';
import type { Job, Server } from './protocol.js';

/** Node's own HTTP server, which sends the same answer to everyone: no page can be sent faster. */
export async function startSameBytes({ answer }: Job): Promise<Server> {
  if (!answer) throw new Error('same-bytes: there is nothing to send');
  const headers = [...answer.headers];
  const body = Buffer.from(answer.bodyBase64, 'base64');
  const server = createServer((_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', 1_024, resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
