import type { Logger, Stop } from '@onsale/runtime';

export interface TracingOptions {
  /** As traces show this process: the service's name, or the install's. */
  readonly service: string;
  /** Of a collector that takes OTLP over HTTP, `http://collector:4318`; empty: no traces. */
  readonly url: string;
  /** Share of the requests that are traced, 0 to 1. */
  readonly sampled: number;
  readonly log: Logger;
}

/**
 * Sends the spans of this process to a collector. Call it before the services start: they look for
 * it once. @returns sends what is left, for at most a few seconds, and ends it
 */
export async function startTracing(options: TracingOptions): Promise<Stop> {
  if (options.url === '') return async () => undefined;
  // Few processes send traces, and to load what sends them takes a quarter of a second.
  const { sendSpans } = await import('./tracing/send-spans.js');
  return sendSpans(options);
}
