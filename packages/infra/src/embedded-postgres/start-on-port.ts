import { pickFreePort } from '@onsale/runtime';
import { PortTaken, type Postmaster } from './postmaster.js';

/**
 * Starts a server on a port.
 * @param wanted by default a free one; if another program takes that first, another one
 */
export async function startOnPort(
  wanted: number | undefined,
  start: (port: number, abort: AbortSignal) => Promise<Postmaster>,
  signal = new AbortController().signal,
): Promise<{ port: number; server: Postmaster }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await pickFreePort());
    try {
      return { port, server: await start(port, signal) };
    } catch (error) {
      const mayRetry = error instanceof PortTaken && wanted === undefined && attempt < 5;
      if (!mayRetry) throw error;
    }
  }
}
