import { get } from 'node:http';
import { connect } from 'node:net';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { pickFreePort } from '../src/free-port.js';
import { letGoOfConnections } from '../src/http/connections.js';
import { listenForBrowsers } from '../src/http/listen.js';
import { createLogger } from '../src/log.js';

const crowd = 60;

/** A server on which each request waits for `goOn`. */
async function openServer() {
  const app = Fastify();
  letGoOfConnections(app);
  let goOn = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  app.get('/', async () => {
    await waiting;
    return 'here';
  });
  const at = { port: await pickFreePort(), host: '127.0.0.1' };
  await listenForBrowsers(app, at, createLogger('warn'));
  return { app, at, goOn };
}

it('a crowd of new connections is accepted within a few turns of the event loop', async () => {
  const { app, at } = await openServer();
  let [accepted, turns] = [0, 0];
  app.server.on('connection', () => {
    accepted += 1;
  });
  const sockets = Array.from({ length: crowd }, () => connect(at));
  while (accepted < crowd) {
    await new Promise((resolve) => setImmediate(resolve));
    if (accepted > 0) turns += 1;
  }
  for (const socket of sockets) socket.destroy();
  await app.close();
  expect(turns).toBeLessThan(crowd / 4);
});

it('closing waits for the requests in progress on every connection, and accepts no more', async () => {
  const { app, at, goOn } = await openServer();
  let asked = 0;
  app.server.on('request', () => {
    asked += 1;
  });
  const ask = () =>
    new Promise<string>((resolve) => {
      get({ ...at, agent: false }, (answer) => answer.setEncoding('utf8').on('data', resolve)).on(
        'error',
        (error) => resolve(String((error as NodeJS.ErrnoException).code)),
      );
    });
  const answers = Array.from({ length: crowd }, ask);
  while (asked < crowd) await new Promise((resolve) => setImmediate(resolve));
  const closed = app.close();
  setImmediate(goOn);
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['here']));
  await closed;
  expect(await ask()).toBe('ECONNREFUSED');
});
