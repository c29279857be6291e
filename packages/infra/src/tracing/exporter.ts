import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/**
 * Tells of no parent that was never recorded: a request is then the root of its trace, though its
 * trace id is the one that its caller, a page, already knew.
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
