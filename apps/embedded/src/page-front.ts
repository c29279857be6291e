import type { IncomingMessage } from 'node:http';
import { createFront, type Front, type StaticFolder } from '@onsale/front';
import type { Logger, RunningService, Stop } from '@onsale/runtime';
import type { Web } from './web.js';

export { originBehind } from './origin-behind.js';

/** The page cache of this process, renewed by the services' messages. */
export function openPageFront(options: {
  web: Web;
  staticFolders: readonly StaticFolder[];
  services: readonly RunningService[];
  /** The site's address as the caller typed it. */
  originOf(request: IncomingMessage): string;
  log: Logger;
}): { front: Front; stop: Stop } {
  const { web, services, log } = options;
  const front = createFront({
    staticFolders: options.staticFolders,
    renderer: web.next,
    atOnce: web.processes * rendersAtOnce,
    originOf: options.originOf,
    log,
  });
  const stops = services.flatMap(({ pageChanges }) =>
    pageChanges ? [pageChanges.listen(front.changed)] : [],
  );
  front.hears(true);
  return { front, stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}

/** While one renderer waits for the API, another works. */
const rendersAtOnce = 2;
