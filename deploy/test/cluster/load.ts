import { betweenTries } from '@onsale/testing';

const callers = 8;
const timeoutMs = 10_000;

/** Asks for one thing without a pause, until it is stopped: more than one small pod can answer. */
export function loadOn(url: string): { stop(): Promise<void> } {
  const end = new AbortController();
  const ask = async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
  };
  const askOn = async () => {
    while (!end.signal.aborted) await ask().catch(betweenTries);
  };
  const asking = Promise.all(Array.from({ length: callers }, () => askOn()));
  return {
    async stop() {
      end.abort();
      await asking;
    },
  };
}
