import {
  type Attributes,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';

/** A step of a purchase, in progress. */
export interface Step {
  /** The trace context for messages and steps that follow. */
  readonly traceparent: string;
  /** @param error why it failed, if it did */
  end(error?: unknown): void;
}

export interface StepOptions {
  /** `client`: waits for an outside system, such as a payment provider. */
  readonly kind?: 'client';
  /** Traces of other requests that took part in it. */
  readonly links?: readonly (string | undefined)[];
  /** Ids and codes, never personal data. */
  readonly attributes?: Attributes;
}

/**
 * Records the steps of a service in the trace that `traceparent` names. If that trace is not
 * recorded there is no span, and `traceparent` is passed on unchanged.
 */
export interface Tracing {
  begin(name: string, traceparent: string, options?: StepOptions): Step;
  /** Runs `work` as one step, which fails if `work` rejects. */
  during<T>(
    name: string,
    traceparent: string,
    work: (traceparent: string) => Promise<T>,
    options?: StepOptions,
  ): Promise<T>;
}

/** The tracer of a service; undefined if traces are off. Call it once, at the start. */
export function tracerOf(service: string): Tracer | undefined {
  const tracer = trace.getTracer(service);
  // If traces are off, spans have an empty context.
  const probe = tracer.startSpan('probe', { root: true }, ROOT_CONTEXT);
  return isSpanContextValid(probe.spanContext()) ? tracer : undefined;
}

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
export function readTraceparent(text: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = (typeof text === 'string' && form.exec(text)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

const isSampled = (context: SpanContext) => (context.traceFlags & TraceFlags.SAMPLED) !== 0;

export const writeTraceparent = (context: SpanContext): string =>
  `00-${context.traceId}-${context.spanId}-${isSampled(context) ? '01' : '00'}`;

/** The context that `traceparent` names, if its trace is recorded. */
export function recordedTrace(traceparent: string | undefined): SpanContext | undefined {
  const context = readTraceparent(traceparent);
  return context && isSampled(context) ? context : undefined;
}

/** Starts a span with a parent from another process or an earlier moment. */
export const startBelow = (
  tracer: Tracer,
  parent: SpanContext,
  name: string,
  options: SpanOptions,
): Span => tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, parent));

/** Ends a span. Records only the name of an error, since its message may repeat personal data. */
export function endSpan(span: Span, error?: unknown): void {
  if (error !== undefined) {
    const name = error instanceof Error ? error.name : typeof error;
    span.setAttribute('error.type', name);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

const nothing = () => undefined;

/** @param tracer undefined: no spans */
export function createTracing(tracer: Tracer | undefined): Tracing {
  const begin: Tracing['begin'] = (name, traceparent, options = {}) => {
    const parent = tracer && recordedTrace(traceparent);
    if (!parent) return { traceparent, end: nothing };
    const span = startBelow(tracer, parent, name, {
      kind: options.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
      links: (options.links ?? []).flatMap(toLink),
      ...(options.attributes ? { attributes: options.attributes } : {}),
    });
    return {
      traceparent: writeTraceparent(span.spanContext()),
      end: (error) => endSpan(span, error),
    };
  };

  return {
    begin,
    async during(name, traceparent, work, options) {
      const step = begin(name, traceparent, options);
      try {
        const result = await work(step.traceparent);
        step.end();
        return result;
      } catch (error) {
        step.end(error);
        throw error;
      }
    },
  };
}

function toLink(traceparent: string | undefined): Link[] {
  const context = readTraceparent(traceparent);
  return context ? [{ context }] : [];
}
