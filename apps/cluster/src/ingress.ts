import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from './nginx-configuration.js';
import { hangs } from './parts/answers.js';
import type { Nginx } from './parts/nginx.js';

const probeEveryMs = 1_000;
/** One slow answer is no reason to remove an instance; three seconds of silence are. */
const hangsAllowed = 3;

/** An instance that requests are sent to. */
export interface Instance {
  /** Name of the part: `orders-2`. */
  readonly name: string;
  readonly group: string;
  readonly port: number;
  /** Answers, whatever it says, as long as the process is not stuck. */
  readonly probeUrl: string;
}

export function upstreamsOf(
  instances: readonly Instance[],
  isOut: (name: string) => boolean = () => false,
): ReadonlyMap<string, readonly Server[]> {
  const groups = new Map<string, Server[]>();
  for (const { name, group, port } of instances) {
    groups.set(group, [...(groups.get(group) ?? []), { port, isOut: isOut(name) }]);
  }
  return groups;
}

/**
 * Removes from nginx's lists an instance that hangs, as a paused process does: it accepts
 * connections and never answers. No others: nginx itself skips an instance that refuses
 * connections, and each reload of its configuration ends the kept connections of buyers.
 * @param say receives lines for the log
 * @returns a function that ends it
 */
export function watchInstances(
  instances: readonly Instance[],
  nginx: Nginx,
  say: (line: string) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  const hung = new Map<string, number>();
  const isOut = (name: string) => (hung.get(name) ?? 0) >= hangsAllowed;
  let applied = '';

  async function probe({ name, probeUrl }: Instance): Promise<void> {
    hung.set(name, (await hangs(probeUrl)) ? (hung.get(name) ?? 0) + 1 : 0);
  }

  async function turn(): Promise<void> {
    await Promise.all(instances.map(probe));
    const out = instances.filter(({ name }) => isOut(name)).map(({ name }) => name);
    if (out.join() === applied) return;
    await nginx.apply(upstreamsOf(instances, isOut));
    applied = out.join();
    say(
      out.length === 0
        ? 'no instance hangs any more'
        : `no requests while they hang: ${out.join()}`,
    );
  }

  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await turn().catch((error: Error) => say(error.message));
      await pause(probeEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await watching;
  };
}
