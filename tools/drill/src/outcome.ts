import { renderAudit } from '@onsale/audit';
import { answerRows, type Rehearsal, type Verdict } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';

/** The outcome of a drill. */
export interface Outcome {
  /** Tables and sentences for a terminal, in their order. */
  readonly texts: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** For programs. */
  readonly figures: object;
}

export const isGood = ({ verdicts }: Outcome): boolean => verdicts.every(({ good }) => good);

export const renderOutcome = ({ texts, verdicts }: Outcome): string =>
  [...texts, verdicts.map(({ good, text }) => `${good ? '✓' : '✗'} ${text}`).join('\n')].join(
    '\n\n',
  );

/** The answers that buyers received, and the state of the books. */
export function describeRehearsal({ record, audits }: Rehearsal): string[] {
  const answers = renderTable(
    ['answer', 'count', 'p50', 'p99', 'max', 'meaning'],
    answerRows(record).map(({ name, count, latency, meaning }) => [
      name,
      formatNumber(count),
      formatMs(latency.percentile(50)),
      formatMs(latency.percentile(99)),
      formatMs(latency.max),
      meaning,
    ]),
    [1, 2, 3, 4],
  );
  const { longestSilence: silence, failures } = record;
  const kinds = [...failures].map(([kind, count]) => [kind, formatNumber(count)]);
  return [
    answers,
    kinds.length === 0
      ? 'No request of a buyer failed.'
      : renderTable(['failed requests, retried', 'count'], kinds, [1]),
    `Orders acknowledged: ${formatNumber(record.acknowledged.size)}. Longest time in which no hold was answered: ${formatMs(silence.ms)}, from ${formatMs(silence.atMs)} on.`,
    ...audits.map(({ when, report }) => `Audit ${when}\n${renderAudit(report).trimEnd()}`),
  ];
}

/** The same for programs. */
export const figuresOf = ({ record, audits, plan }: Rehearsal) => ({
  plan,
  orders: record.acknowledged.size,
  paid: record.paid,
  answers: Object.fromEntries(record.totals),
  failures: Object.fromEntries(record.failures),
  longestSilence: record.longestSilence,
  audits,
});
