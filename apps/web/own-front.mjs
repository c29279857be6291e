// Keeps pages in the process that renders them, behind the ingress of a cluster.
import { createFront, createStaticFiles, openChangeFeed } from '@onsale/front';
import { staticFolders } from './build-scripts.mjs';

const rendersAtOnce = 4;
/** Services whose state public pages show. */
const services = ['catalog', 'orders'];

/** @param dev pages change with their source: only their scripts are served from here */
export function openOwnFront({ port, dev }) {
  if (dev) {
    const ours = staticFolders.filter(({ path }) => path === '/_onsale/');
    return { answer: createStaticFiles(ours).answer, metrics: () => '', close: () => undefined };
  }
  const front = createFront({
    staticFolders,
    renderer: () => ({ url: `http://127.0.0.1:${port}` }),
    atOnce: rendersAtOnce,
    originOf: ({ headers }) => {
      const host = headers['x-forwarded-host'] ?? headers.host ?? 'localhost';
      return `${headers['x-forwarded-proto'] ?? 'http'}://${host}`;
    },
    log: {
      warn: (fields, text) => {
        const time = new Date().toISOString();
        console.error(
          JSON.stringify({ level: 'warn', time, service: 'web', ...fields, msg: text }),
        );
      },
    },
  });
  const api = process.env.API_URL ?? '';
  const urls = services.map((name) => `${api.replace('{service}', name)}/page-changes/${name}`);
  const feed = openChangeFeed(urls, front);
  return { answer: front.answer, metrics: front.metrics, close: feed.close };
}
