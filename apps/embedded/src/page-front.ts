import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { createFront, type Front, type StaticFolder } from '@onsale/front';
import type { Logger, RunningService, Stop } from '@onsale/runtime';
import type { Web } from './web.js';

/** What is kept of the pages, in this process, renewed by what its services say. */
export function openPageFront(options: {
  web: Web;
  staticFolders: readonly StaticFolder[];
  services: readonly RunningService[];
  /** Whose `X-Forwarded-*` headers are believed. */
  trustProxy: string;
  log: Logger;
}): { front: Front; stop: Stop } {
  const { web, services, log } = options;
  const front = createFront({
    staticFolders: options.staticFolders,
    renderer: web.next,
    atOnce: web.processes * rendersAtOnce,
    originOf: originBehind(options.trustProxy),
    log,
  });
  const stops = services.flatMap(({ pageChanges }) =>
    pageChanges ? [pageChanges.listen(front.changed)] : [],
  );
  front.hears(true);
  return { front, stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}

/** While one waits for the API, another renders. */
const rendersAtOnce = 2;

function originBehind(trustProxy: string): (request: IncomingMessage) => string {
  const trusts = proxyAddr.compile(trustProxy.split(',').map((one) => one.trim()));
  return ({ headers, socket }) => {
    const { host = 'localhost', 'x-forwarded-host': name, 'x-forwarded-proto': scheme } = headers;
    const plainly = `${'encrypted' in socket ? 'https' : 'http'}://${host}`;
    if (name === undefined && scheme === undefined) return plainly;
    if (!trusts(socket.remoteAddress ?? '', 0)) return plainly;
    const first = (value: string | string[] | undefined) =>
      String(value ?? '')
        .split(',')[0]
        ?.trim();
    return `${first(scheme) || 'http'}://${first(name) || host}`;
  };
}
