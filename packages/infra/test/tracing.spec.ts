import { createTracing, type Logger } from '@onsale/runtime';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { describe, expect, test } from 'vitest';
import { edgeSampler } from '../src/tracing/sampler.js';
import { startTracing } from '../src/tracing.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

/** Whether a span would be recorded below a remote one with these flags. */
function records(share: number, kind: SpanKind, traceFlags?: TraceFlags): boolean {
  const parent =
    traceFlags === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  const { decision } = edgeSampler(share).shouldSample(parent, traceId, 'any', kind, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

describe('what is recorded', () => {
  const { NONE, SAMPLED } = TraceFlags;

  test('is the configured share of requests, whatever their callers ask for', () => {
    for (const flags of [undefined, NONE, SAMPLED]) {
      expect(records(0, SpanKind.SERVER, flags)).toBe(false);
      expect(records(1, SpanKind.SERVER, flags)).toBe(true);
    }
    const times = 2_000;
    const taken = Array.from({ length: times }, () => records(0.5, SpanKind.SERVER, SAMPLED));
    expect(taken.filter(Boolean).length / times).toBeCloseTo(0.5, 0);
  });

  test('follows the decision of the request that caused the span', () => {
    expect(records(0, SpanKind.CONSUMER, SAMPLED)).toBe(true);
    expect(records(1, SpanKind.CONSUMER, NONE)).toBe(false);
    expect(records(0, SpanKind.CONSUMER)).toBe(true); // a batch that contains a recorded message
  });
});

describe('a collector that is away', () => {
  test('is reported once, and delays neither the work nor the shutdown', async () => {
    const told: object[] = [];
    const nothing = () => undefined;
    const log: Logger = {
      debug: nothing,
      info: nothing,
      warn: (fields) => void told.push(fields),
      error: nothing,
      child: () => log,
    };
    const url = 'http://127.0.0.1:9'; // discard: no listener
    const stop = await startTracing({ service: 'test', url, sampled: 1, log });
    const tracing = createTracing(trace.getTracer('test'));
    const parent = `00-${traceId}-${spanId}-01`;
    for (let sent = 0; sent < 1_000; sent += 1) tracing.begin('step', parent).end();
    await stop(); // no collector is listening
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(4);
  });
});

test('without the address of a collector no tracing is set up', async () => {
  const stop = await startTracing({
    service: 'test',
    url: '',
    sampled: 1,
    log: undefined as never,
  });
  expect(trace.getTracer('test').startSpan('any').isRecording()).toBe(false);
  await stop();
});
