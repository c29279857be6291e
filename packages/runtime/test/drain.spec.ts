import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { pickFreePort } from '../src/free-port.js';
import { drainable } from '../src/http/connections.js';

it('the last connections that the system accepted are served, and none after them', async () => {
  const app = Fastify();
  app.get('/', async () => 'here');
  const drain = drainable(app);
  await app.listen({ port: await pickFreePort(), host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;

  async function ask(): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('error', (error: NodeJS.ErrnoException) => (answer += error.code));
    socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    return answer;
  }
  // On one machine a connection is established before our process accepts it.
  const asked = Array.from({ length: 20 }, ask);
  drain.begin();
  const refused = drain.refuse();
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => /^HTTP\/1.1 200 .*here$/s.test(answer))).toHaveLength(20);
  await refused;
  expect(await ask()).toBe('ECONNREFUSED');
  await app.close();
});
