import type { AuditReport } from '@onsale/audit';
import { formatNumber } from '@onsale/report';
import type { Kill } from './crashes.js';
import type { Pool } from './event.js';
import type { Held, Observations } from './observations.js';
import type { Plan } from './plan.js';

/** Whether one requirement held, as a sentence. */
export interface Verdict {
  readonly good: boolean;
  readonly text: string;
}

export interface Facts {
  readonly plan: Plan;
  readonly record: Observations;
  readonly pools: readonly Pool[];
  readonly settled: boolean;
  /** After the event was cancelled no order was paid and no ticket valid. */
  readonly cleanedUp: boolean;
  /** Watched buyers who then did not get their money back in time. */
  readonly notPaidBack: number;
  /** Sold when everything had settled. */
  readonly sold: number;
  readonly kills: readonly Kill[];
  /** An install whose holds are as long as the plan says. */
  readonly own: boolean;
  readonly audits: readonly { readonly when: string; readonly report: AuditReport }[];
}

/** The verdicts from the answers alone, and then those of the audits. */
export function judge(facts: Facts): Verdict[] {
  const { plan, record, settled, cleanedUp, notPaidBack, sold, own, audits } = facts;
  const { sameKey, sampled, unknown } = record;
  const over = oversold(record.held, facts.pools);
  const watched = sampled.withTickets + sampled.refunded + sampled.notCharged;
  const others = [
    ...(sampled.refunded > 0 ? [`the money back (${sampled.refunded})`] : []),
    ...(sampled.notCharged > 0 ? [`was not charged (${sampled.notCharged})`] : []),
  ];
  const verdicts: Verdict[] = [
    {
      good: over === undefined,
      text:
        over === undefined
          ? `At no moment were more tickets promised than there are (${formatNumber(plan.tickets)}).`
          : `Oversold: ${formatNumber(over.promised)} tickets of type ${over.ticketTypeIds.join(' and ')} were promised at once, of ${formatNumber(over.capacity)}.`,
    },
    {
      good: sameKey.wrong.length === 0,
      text:
        sameKey.wrong.length === 0
          ? `One order per key: ${formatNumber(sameKey.asked)} double clicks and repeated requests got the order they had.`
          : `${sameKey.wrong.length} times one key did not mean one order: ${sameKey.wrong.slice(0, 3).join('; ')}.`,
    },
    {
      good: sampled.without.length === 0,
      text:
        sampled.without.length === 0
          ? `Each of ${watched} paying buyers that were watched has the tickets${others.map((other) => `, or ${other}`).join('')}.`
          : `${sampled.without.length} of ${watched + sampled.without.length} watched buyers paid and got nothing in time: ${sampled.without.slice(0, 3).join(', ')}.`,
    },
    {
      good: record.unexpectedCount === 0,
      text:
        record.unexpectedCount === 0
          ? 'No buyer got an unacceptable answer.'
          : `${record.unexpectedCount} unacceptable answers, such as: ${record.unexpected.slice(0, 3).join('; ')}.`,
    },
    {
      good: settled,
      text: settled
        ? 'When the rush was over, everything settled: each sold ticket was issued.'
        : 'After the rush, sold and issued tickets did not come to agree in time.',
    },
    {
      good: cleanedUp && notPaidBack === 0,
      text: !cleanedUp
        ? 'After the event was cancelled, some orders were still paid or some tickets valid.'
        : notPaidBack === 0
          ? `The event was cancelled: no ticket is valid, and each of ${record.withTickets.length} watched buyers who had some got the money back.`
          : `The event was cancelled, and ${notPaidBack} of ${record.withTickets.length} watched buyers who had tickets did not get the money back in time.`,
    },
  ];
  if (unknown.neverKnown > 0) {
    verdicts.push({
      good: false,
      text: `${unknown.neverKnown} buyers never learnt whether they hold tickets, though they kept asking.`,
    });
  }
  if (sampled.unanswered > 0) {
    verdicts.push({
      good: false,
      text: `${sampled.unanswered} watched buyers paid, looked for their tickets, and got no answer, though they kept asking.`,
    });
  }
  if (plan.untilSoldOut && own) {
    verdicts.push({
      good: sold === plan.tickets,
      text: `${formatNumber(sold)} of ${formatNumber(plan.tickets)} tickets were paid in the end.`,
    });
  }
  if (plan.crash && own) {
    const count = (one: Kill['what']) => facts.kills.filter(({ what }) => what === one).length;
    const [service, postgres] = [count('service'), count('PostgreSQL')];
    const inRush = facts.kills.filter(({ atMs }) => atMs < plan.seconds * 1000).length;
    verdicts.push({
      good: service > 0 && postgres > 0,
      text: `The service was killed ${service} times and PostgreSQL ${postgres} times, ${inRush} of these ${service + postgres} while buyers were still arriving.`,
    });
  }
  return [
    ...verdicts,
    ...audits.map(({ when, report }) => ({
      good: report.clean,
      text: report.clean
        ? `The audit of the databases, ${when}, found nothing.`
        : `The audit of the databases, ${when}, found something: see its findings.`,
    })),
  ];
}

/** The clocks of an install's processes may differ by this much. */
const clockToleranceMs = 500;

/**
 * The most tickets that were promised at one moment. A hold is someone's from when it was placed
 * until it ends, whatever becomes of it: so this can only be too small, never too large.
 * @returns the first places of which more were promised than there are
 */
export function oversold(
  held: readonly Held[],
  pools: readonly Pool[],
): (Pool & { promised: number }) | undefined {
  for (const pool of pools) {
    const ids = new Set(pool.ticketTypeIds);
    const steps = held.flatMap(({ fromMs, untilMs, lines }) =>
      lines
        .filter((line) => ids.has(line.ticketTypeId))
        .flatMap(({ quantity }) => [
          { atMs: fromMs, change: quantity },
          { atMs: untilMs - clockToleranceMs, change: -quantity },
        ]),
    );
    // Ends before beginnings: at its end a hold is over.
    steps.sort((a, b) => a.atMs - b.atMs || a.change - b.change);
    let promised = 0;
    for (const { change } of steps) {
      promised += change;
      if (promised > pool.capacity) return { ...pool, promised };
    }
  }
  return undefined;
}
