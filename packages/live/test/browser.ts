import type { Channel, Locks, Sight, Surroundings } from '../src/surroundings.js';

/** Web Locks as specified, exclusive ones only, because Node 20 has none. */
function webLocks(): Locks {
  const queues = new Map<string, (() => void)[]>();
  return {
    async request(name, { signal, ifAvailable }, work) {
      const queue = queues.get(name);
      if (queue && ifAvailable) return work(null);
      if (queue) {
        await new Promise<void>((resolve, reject) => {
          queue.push(resolve);
          signal?.addEventListener('abort', () => {
            const at = queue.indexOf(resolve);
            if (at >= 0) queue.splice(at, 1);
            reject(new DOMException('aborted', 'AbortError'));
          });
        });
      } else queues.set(name, []);
      try {
        return await work({ name });
      } finally {
        const next = queues.get(name)?.shift();
        if (next) next();
        else queues.delete(name);
      }
    },
  };
}

export interface Tab {
  readonly surroundings: Surroundings;
  turn(sight: Sight): void;
  /** Paths that it has requested. */
  readonly asked: string[];
}

/**
 * A browser with tabs, on the network of this machine.
 * @param answer returns an answer in place of the server, or undefined
 */
export function openBrowser(
  url: () => string,
  {
    agrees = true,
    answer,
  }: { agrees?: boolean; answer?: (path: string) => Response | undefined } = {},
): { newTab(): Tab; streams(): number } {
  const locks = webLocks();
  const run = Math.random().toString(36).slice(2);
  let streams = 0;

  async function open(path: string, init: RequestInit): Promise<Response> {
    const given = answer?.(path);
    if (given) return given;
    const response = await fetch(url() + path, init);
    if (path.endsWith('/stream') && response.ok) {
      streams += 1;
      init.signal?.addEventListener('abort', () => {
        streams -= 1;
      });
    }
    return response;
  }

  return {
    streams: () => streams,
    newTab() {
      const asked: string[] = [];
      const listeners = new Set<() => void>();
      let sight: Sight = 'seen';
      return {
        asked,
        turn(now) {
          sight = now;
          for (const listen of listeners) listen();
        },
        surroundings: {
          fetch(path, asking) {
            asked.push(path);
            return open(path, asking as RequestInit);
          },
          locks: agrees ? locks : undefined,
          openChannel: (name) => new BroadcastChannel(run + name) as unknown as Channel,
          sight: () => sight,
          onSight(listen) {
            listeners.add(listen);
            return () => listeners.delete(listen);
          },
          random: Math.random,
        },
      };
    },
  };
}
