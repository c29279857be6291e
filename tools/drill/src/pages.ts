import { createClient, TransportError } from '@onsale/load';
import type { Install, Pauses } from '@onsale/rehearse';

const everyMs = 250;
const connections = 4;
const timeoutMs = 30_000;

/** The pages that a visitor kept opening. */
export interface Opened {
  count: number;
  /** By kind: `answered 503`. */
  readonly failures: Map<string, number>;
}

/** Opens the storefront repeatedly until it is stopped. */
export function openPages(install: Install, pauses: Pauses) {
  const client = createClient({
    ...{ url: install.url, connections, timeoutMs },
    ...(install.ca === undefined ? {} : { ca: install.ca }),
  });
  const opened: Opened = { count: 0, failures: new Map() };
  let stopped = false;
  const fail = (kind: string) => opened.failures.set(kind, (opened.failures.get(kind) ?? 0) + 1);
  const open = async () => {
    while (!stopped && !pauses.ended) {
      opened.count += 1;
      try {
        const { status } = await client.send({ method: 'GET', path: '/' });
        if (status !== 200) fail(`answered ${status}`);
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        fail(error.message);
      }
      await pauses.wait(everyMs);
    }
  };
  const opening = open();
  opening.catch(() => undefined); // `stop` reports it
  return {
    async stop(): Promise<Opened> {
      stopped = true;
      await opening.finally(() => client.close());
      return opened;
    },
  };
}
