import { hostname } from 'node:os';
import type { Logger, Stop } from '@onsale/runtime';
import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { TracingOptions } from '../tracing.js';
import { withoutUnrecordedParents } from './exporter.js';
import { edgeSampler } from './sampler.js';

const timeoutMs = 5_000;
const sentEveryMs = 2_000;
/** About 8 MB. Spans beyond this are dropped: a sale never waits for its traces. */
const maxQueued = 8_192;
const maxSent = 512;
/** A batch of messages is linked to each of them. */
const maxLinks = 500;
const complaintEveryMs = 30_000;

/** Sends the spans of this process to the collector. */
export function sendSpans({ service, url, sampled, log }: TracingOptions): Stop {
  complainTo(log);
  const exporter = new OTLPTraceExporter({ url: endpointOf(url), timeoutMillis: timeoutMs });
  const processor = new BatchSpanProcessor(withoutUnrecordedParents(exporter), {
    maxQueueSize: maxQueued,
    maxExportBatchSize: maxSent,
    scheduledDelayMillis: sentEveryMs,
    exportTimeoutMillis: timeoutMs,
  });
  const provider = new BasicTracerProvider({
    sampler: edgeSampler(sampled),
    spanProcessors: [processor],
    spanLimits: { linkCountLimit: maxLinks },
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'onsale',
      'service.instance.id': `${hostname()}-${process.pid}`,
    }),
  });
  // Only the provider, without a context manager: contexts are passed as arguments, and tracking
  // them through promises would slow down every promise.
  if (!trace.setGlobalTracerProvider(provider)) {
    throw new Error('This process already sends traces.');
  }
  return async () => {
    trace.disable();
    await provider.shutdown().catch((error: unknown) => {
      log.warn({ reason: String(error) }, 'traces: the last were not sent');
    });
    diag.disable();
  };
}

/** Adds the path for traces, unless the URL has a path. */
function endpointOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname === '/' ? new URL('/v1/traces', url).href : url;
}

/** Without this every batch would log that the collector is unavailable. */
function complainTo(log: Logger): void {
  let quietUntilMs = 0;
  const complain = (reason: string) => {
    if (performance.now() < quietUntilMs) return;
    quietUntilMs = performance.now() + complaintEveryMs;
    log.warn({ reason: reason.slice(0, 500) }, 'traces: not sent');
  };
  const nothing = () => undefined;
  diag.setLogger(
    { error: complain, warn: complain, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
