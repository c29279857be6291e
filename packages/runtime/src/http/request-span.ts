import type { RouteContract } from '@onsale/contracts/route';
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { randomHex } from '../ids.js';
import { readTraceparent, startBelow } from '../tracing.js';

/**
 * A request's span, under the trace id that the answer's `x-request-id` tells. A caller may choose
 * that id, so that its records and ours meet; whether it is recorded is decided here alone, so
 * nobody outside can make us record.
 */
export function startRequestSpan(
  tracer: Tracer,
  contract: RouteContract,
  { id, headers }: FastifyRequest,
): Span {
  // A parent that recorded nothing; the exporter leaves such a one out.
  const nobody = { traceId: id, spanId: randomHex(8), traceFlags: 0, isRemote: true };
  const parent = readTraceparent(headers.traceparent) ?? nobody;
  return startBelow(tracer, parent, `${contract.method} ${contract.path}`, {
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': contract.method,
      'http.route': contract.path,
      'onsale.route': contract.id,
    },
  });
}

/** @param code why it was refused */
export function endRequestSpan(span: Span, status: number, code?: string): void {
  span.setAttribute('http.response.status_code', status);
  if (code !== undefined) span.setAttribute('error.type', code);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
