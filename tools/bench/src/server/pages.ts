import { join } from 'node:path';
import { addGateway } from '@onsale/embedded/gateway';
import { openPageFront, originBehind } from '@onsale/embedded/page-front';
import { startWeb } from '@onsale/embedded/web';
import { familyCpuMs, readProcesses, residentBytes } from '@onsale/load';
import type { Logger, RunningService } from '@onsale/runtime';
import { root } from '../machine.js';
import type { PagesState } from './protocol.js';

/** As `/metrics` says it. */
const renders = /^onsale_page_render_duration_seconds_count\{.*\} (\d+)$/m;

type App = Parameters<typeof addGateway>[0];
type PageFront = ReturnType<typeof openPageFront>;

/** The pages of the product, in front of these services, as `npm start` has them. */
export interface Pages {
  readonly first: PageFront['front']['answer'];
  /** Passes requests for anything but kept pages to a renderer. */
  addTo(app: App): Promise<void>;
  readonly ready: Promise<void>;
  state(): Promise<PagesState>;
  cpuMs(): Promise<number | undefined>;
  stop(): Promise<void>;
}

/**
 * @param url where the services will be served
 * @param processes that render
 */
export async function openPages(
  url: string,
  processes: number,
  services: readonly RunningService[],
  log: Logger,
): Promise<Pages> {
  const entry = join(root, 'apps/web/server.mjs');
  const web = await startWeb({ entry, apiUrl: url, environment: {}, processes, dev: false, log });
  const { staticFolders } = (await import(join(root, 'apps/web/build-scripts.mjs'))) as Pick<
    Parameters<typeof openPageFront>[0],
    'staticFolders'
  >;
  const { front, stop } = openPageFront({
    ...{ web, services, staticFolders, log },
    originOf: originBehind('loopback'),
  });
  return {
    first: front.answer,
    addTo: (app) => addGateway(app, web.next, false, log),
    ready: web.ready,
    async state() {
      const children = (await readProcesses()).filter(({ parent }) => parent === process.pid);
      const bytes = await Promise.all(children.map(({ pid }) => residentBytes(pid)));
      return {
        rendered: Number(renders.exec(front.metrics())?.[1]),
        rendererBytes: bytes.filter((each) => each !== undefined),
      };
    },
    cpuMs: () => familyCpuMs(process.pid),
    async stop() {
      await stop();
      await web.stop();
    },
  };
}
