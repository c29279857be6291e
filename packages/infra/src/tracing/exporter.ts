import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/**
 * Removes parents that were never recorded, so that a request is the root of its trace. It keeps
 * the trace id of its caller, a page.
 */
export const withoutUnrecordedParents = (exporter: SpanExporter): SpanExporter => ({
  export: (spans, done) => exporter.export(spans.map(withoutUnrecordedParent), done),
  shutdown: () => exporter.shutdown(),
  forceFlush: async () => exporter.forceFlush?.(),
});

function withoutUnrecordedParent(span: ReadableSpan): ReadableSpan {
  const parent = span.parentSpanContext;
  if (!parent || (parent.traceFlags & TraceFlags.SAMPLED) !== 0) return span;
  return Object.create(span, { parentSpanContext: { value: undefined } }) as ReadableSpan;
}
