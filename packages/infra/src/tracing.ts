import type { Logger, Stop } from '@onsale/runtime';

export interface TracingOptions {
  /** The name of this process in traces. */
  readonly service: string;
  /** URL of a collector for OTLP over HTTP, `http://collector:4318`; empty: no traces. */
  readonly url: string;
  /** Share of requests that are traced, 0 to 1. */
  readonly sampled: number;
  readonly log: Logger;
}

/**
 * Sends the spans of this process to a collector. Call it before the services start, since they
 * check for it once.
 * @returns a function that sends the remaining spans, for a few seconds at most, and stops
 */
export async function startTracing(options: TracingOptions): Promise<Stop> {
  if (options.url === '') return async () => undefined;
  // Loaded only when needed, since loading takes a quarter of a second.
  const { sendSpans } = await import('./tracing/send-spans.js');
  return sendSpans(options);
}
