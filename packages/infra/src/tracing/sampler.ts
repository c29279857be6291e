import { SpanKind } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace-node';

/**
 * Decides at random, once for each request. Requests always come from outside, since no service
 * calls another to answer one, and callers must not decide with their flags or ids what is
 * recorded. Messages follow the flags they carry. A span without a parent is a batch, which exists
 * only for recorded messages.
 * @param share of the requests, 0 to 1
 */
export function edgeSampler(share: number): Sampler {
  const inside = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      if (kind !== SpanKind.SERVER) {
        return inside.shouldSample(context, traceId, name, kind, attributes, links);
      }
      const { RECORD_AND_SAMPLED, NOT_RECORD } = SamplingDecision;
      return { decision: Math.random() < share ? RECORD_AND_SAMPLED : NOT_RECORD };
    },
    toString: () => `edgeSampler(${share})`,
  };
}
