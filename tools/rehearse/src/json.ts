import type { Histogram } from '@onsale/load';
import { describeBottleneck } from './bottleneck.js';
import { answerRows, holdLatency, secondsOf } from './figures.js';
import type { Rehearsal } from './rehearse.js';
import { isClean } from './sentences.js';

/** Everything that was measured, for programs. Times are ms from the opening unless stated. */
export function toJson(rehearsal: Rehearsal): object {
  const { plan, url, own, record, samples, atTheEnd, kills, generator } = rehearsal;
  return {
    clean: isClean(rehearsal),
    plan,
    url,
    own,
    startedAt: rehearsal.startedAt.toISOString(),
    openedAt: rehearsal.openedAt.toISOString(),
    seconds: rehearsal.seconds,
    event: rehearsal.event,
    verdicts: rehearsal.verdicts,
    requests: record.sent,
    answers: answerRows(record).map(({ name, count, latency }) => ({
      name,
      count,
      ms: latencyJson(latency),
    })),
    pages:
      plan.as === 'browsers'
        ? {
            people: record.came,
            leftWithout: record.gaveUpPages,
            toPageMs: latencyJson(record.toPage),
            connectionsEach: record.connectionsEach,
            sawNothingLeft: record.sawNothingLeft,
          }
        : null,
    holdMs: latencyJson(holdLatency(record)),
    arrivalToHoldMs: latencyJson(record.toHold),
    paymentToTicketsMs: latencyJson(record.toTickets),
    acknowledged: { orders: record.acknowledged.size, tickets: record.acknowledgedTickets },
    allHeldMs: record.allHeldMs ?? null,
    soldOutMs: rehearsal.soldOutMs ?? null,
    lastIssuedMs: rehearsal.lastIssuedMs,
    atTheEnd,
    paymentsAccepted: record.paid,
    leftWithoutTickets: record.gaveUp,
    watchedBuyers: record.sampled,
    sameKey: record.sameKey,
    unknownOutcomes: record.unknown,
    unexpected: { count: record.unexpectedCount, examples: record.unexpected },
    kills,
    generator,
    bottleneck: describeBottleneck(rehearsal.load),
    load: rehearsal.load,
    perSecond: secondsOf(record).map((second) => ({
      second,
      answers: Object.fromEntries(record.seconds.get(second)?.answers ?? []),
      holdMs: latencyJson(record.seconds.get(second)?.holdMs),
      pageMs: latencyJson(record.seconds.get(second)?.pageMs),
    })),
    stock: samples,
    audits: rehearsal.audits,
  };
}

/** JSON has no NaN: what was never recorded is null. */
function latencyJson(histogram: Histogram | undefined) {
  if (!histogram || histogram.count === 0) return null;
  return {
    count: histogram.count,
    mean: histogram.mean,
    p50: histogram.percentile(50),
    p90: histogram.percentile(90),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
    p999: histogram.percentile(99.9),
    max: histogram.max,
  };
}
