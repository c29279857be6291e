import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendAway } from './away-page.js';
import { createFrontMetrics } from './front-metrics.js';
import { createKeeper, type Keeper, type KeeperOptions } from './keeper.js';
import {
  createRenderer,
  type PageProcess,
  placeholder,
  renderHeader,
  renderToken,
} from './renderer.js';
import { createSiteNames } from './site-names.js';
import { createStaticFiles, type StaticFolder } from './static-files.js';

interface FrontOptions extends Pick<KeeperOptions, 'originOf' | 'log'> {
  readonly staticFolders: readonly StaticFolder[];
  /** Picks the process that renders the next page; called once for each page. */
  renderer(): PageProcess;
  /** How many pages are rendered at once. */
  readonly atOnce: number;
}

/** The page cache in front of the renderers: files, and pages that are the same for everyone. */
export interface Front extends Pick<Keeper, 'changed' | 'hears'> {
  /** Answers the request if it can; false: a renderer has to answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Its metrics in the text format of Prometheus. */
  metrics(): string;
}

export function createFront(options: FrontOptions): Front {
  const files = createStaticFiles(options.staticFolders);
  const metrics = createFrontMetrics();
  const keeper = createKeeper({
    ...options,
    render: createRenderer(options.renderer),
    placeholder,
    names: createSiteNames(),
    onRendered: metrics.rendered,
    sendAway,
  });
  return {
    answer(request, response) {
      // Ours alone to say.
      if (renderHeader in request.headers) {
        if (request.headers[renderHeader] === renderToken) return false;
        delete request.headers[renderHeader];
      }
      return keeper.answer(request, response) || files.answer(request, response);
    },
    changed: keeper.changed,
    hears: keeper.hears,
    metrics: () => metrics.text(keeper.counts()),
  };
}
