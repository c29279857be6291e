import { SpanKind } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace-node';

/**
 * Decides at the edge, once for each request, by a die of our own: no service calls another to
 * answer a request, so a request always comes from outside, and neither the flags nor the id that
 * a caller chose may decide what we record. Everything inside follows the flags of its message;
 * what has no parent there is a batch, begun only for messages that are recorded.
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
