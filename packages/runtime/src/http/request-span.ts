import type { RouteContract } from '@onsale/contracts/route';
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { randomHex } from '../ids.js';
import { readTraceparent, startBelow } from '../tracing.js';

/**
 * The span of a request, in the trace that `x-request-id` names. A caller may choose the trace id,
 * to connect its traces with ours. Only we decide whether to record it, so no caller can force
 * that.
 */
export function startRequestSpan(
  tracer: Tracer,
  contract: RouteContract,
  { id, headers }: FastifyRequest,
): Span {
  // A parent that was not recorded; the exporter removes it.
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

/** @param code of the problem, if the request was refused */
export function endRequestSpan(span: Span, status: number, code?: string): void {
  span.setAttribute('http.response.status_code', status);
  if (code !== undefined) span.setAttribute('error.type', code);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
