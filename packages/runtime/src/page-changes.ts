import type { FastifyInstance } from 'fastify';
import { gather } from './gather.js';
import type { Stop } from './infra.js';

/**
 * Announces which public pages are outdated, once the answers of the service have the new state,
 * from all of its processes. Announcements are not stored.
 */
export interface PageChanges {
  /**
   * @param onChange receives ids of events, `events` for changed lists of events, and `stock:<id>`
   * for an event of which only the stock has changed
   */
  listen(onChange: (what: readonly string[]) => void): Stop;
}

/**
 * The path that page processes of a cluster listen on, at each service. The ingress does not expose
 * it.
 */
const path = '/page-changes/';
const gatherMs = 100;
const heartbeatMs = 5_000;
const mostListeners = 100;
const mostBufferedBytes = 1024 * 1024;

/** Serves the changes as server-sent events: `data: ["events","<id>"]`. */
export function addPageChanges(app: FastifyInstance, service: string, changes: PageChanges): void {
  const open = new Set<() => void>();
  let listeners = 0;
  app.get(path + service, (_request, reply) => {
    if (listeners >= mostListeners) return reply.code(503).send();
    listeners += 1;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    raw.write(': here\n\n');
    const send = (text: string) => {
      // The listener reconnects, and then treats every page as outdated.
      if (raw.writableLength > mostBufferedBytes) raw.destroy();
      else raw.write(text);
    };
    const gathering = gather(gatherMs, (what) => send(`data: ${JSON.stringify(what)}\n\n`));
    const stop = changes.listen(gathering.add);
    const heartbeat = setInterval(send, heartbeatMs, ': still here\n\n');
    const end = () => {
      raw.end();
    };
    open.add(end);
    raw.once('close', () => {
      listeners -= 1;
      open.delete(end);
      clearInterval(heartbeat);
      gathering.stop();
      void stop();
    });
    return reply;
  });
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });
}
