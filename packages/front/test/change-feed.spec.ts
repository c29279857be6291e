import { createServer, type Server, type ServerResponse } from 'node:http';
import { eventually, pickFreePort } from '@onsale/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ChangeFeed, openChangeFeed } from '../src/change-feed.js';

/** A service that sends what the test wants. */
async function openService() {
  const listeners = new Set<ServerResponse>();
  let status = 200;
  const server: Server = createServer((_request, response) => {
    if (status !== 200) {
      response.writeHead(status);
      response.end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': here\n\n');
    listeners.add(response);
    response.once('close', () => listeners.delete(response));
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/page-changes/test`,
    say(text: string) {
      for (const one of listeners) one.write(text);
    },
    hangUp() {
      for (const one of listeners) one.destroy();
    },
    answerWith(next: number) {
      status = next;
    },
    listening: () => listeners.size,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let services: Awaited<ReturnType<typeof openService>>[];
let feed: ChangeFeed;
let heard: (boolean | readonly string[])[];

beforeEach(async () => {
  services = [await openService(), await openService()];
  heard = [];
  feed = openChangeFeed(
    services.map(({ url }) => url),
    { changed: (what) => heard.push(what), hears: (everything) => heard.push(everything) },
  );
});
afterEach(async () => {
  feed.close();
  await Promise.all(services.map((one) => one.close()));
});

const allHeard = () => eventually(() => expect(heard.at(0)).toBe(true));

it('the feed of changes is complete only while every service is connected', async () => {
  await allHeard();
  expect(services.map((one) => one.listening())).toEqual([1, 1]);
  services[0]?.hangUp();
  await eventually(() => expect(heard).toEqual([true, false, true]));
});

it('the feed of changes passes on changes that arrive in pieces', async () => {
  await allHeard();
  services[1]?.say(': still here\n\ndata: ["ev');
  services[1]?.say('ents","a"]\n\ndata: ["b"]\n\n');
  await eventually(() => expect(heard.slice(1)).toEqual([['events', 'a'], ['b']]));
});

it('the feed of changes reconnects after a refusal, and ignores what is not a list of changes', async () => {
  await allHeard();
  services[0]?.answerWith(503);
  services[0]?.hangUp();
  await eventually(() => expect(heard.at(-1)).toBe(false));
  services[0]?.answerWith(200);
  await eventually(() => expect(heard.at(-1)).toBe(true));
  services[0]?.say('data: nonsense\n\n');
  await eventually(() => expect(heard.at(-2)).toBe(false));
  await eventually(() => expect(heard.at(-1)).toBe(true));
});
