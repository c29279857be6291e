import { renderAudit } from '@onsale/audit';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { describeBottleneck } from './bottleneck.js';
import { answerRows, mostPagesPerSecond } from './figures.js';
import type { Rehearsal } from './rehearse.js';
import {
  describeAuditElsewhere,
  describeGenerator,
  describeKills,
  describeLongHolds,
  describePages,
  describePlan,
  describeRemains,
  describeTooSlow,
  describeUnknown,
  isClean,
} from './sentences.js';

/** The outcome of one scene for a terminal. */
export function renderSummary(rehearsal: Rehearsal): string {
  const { plan, record, atTheEnd, audits, verdicts } = rehearsal;
  const answers = renderTable(
    ['answer', 'count', 'p50', 'p95', 'p99', 'max', 'meaning'],
    answerRows(record).map(({ name, count, latency, meaning }) => [
      name,
      formatNumber(count),
      formatMs(latency.percentile(50)),
      formatMs(latency.percentile(95)),
      formatMs(latency.percentile(99)),
      formatMs(latency.max),
      meaning,
    ]),
    [1, 2, 3, 4, 5],
  );
  const outcome = renderTable(
    ['outcome', ''],
    [
      ...pageRows(rehearsal),
      ['tickets paid, of all', `${formatNumber(atTheEnd.sold)} of ${formatNumber(plan.tickets)}`],
      ['orders acknowledged', formatNumber(record.acknowledged.size)],
      ['all tickets held after', formatMs(record.allHeldMs)],
      ['all tickets paid after', formatMs(rehearsal.soldOutMs)],
      ['last ticket issued after', formatMs(rehearsal.lastIssuedMs)],
      [
        'payment to tickets, p50 / p99',
        pair(record.toTickets.percentile(50), record.toTickets.percentile(99)),
      ],
      [
        'arrival to hold, p50 / p99',
        pair(record.toHold.percentile(50), record.toHold.percentile(99)),
      ],
      ['left without tickets', formatNumber(record.gaveUp)],
    ],
    [1],
  );
  const notes = [
    describeBottleneck(rehearsal.load),
    describePages(rehearsal),
    describeUnknown(rehearsal),
    describeTooSlow(rehearsal),
    describeLongHolds(rehearsal),
    describeKills(rehearsal),
    describeGenerator(rehearsal),
    describeRemains(rehearsal),
    describeAuditElsewhere(rehearsal),
  ].filter((note) => note !== undefined);
  return [
    `Scene ${plan.scene}, seed ${plan.seed}. ${describePlan(plan)}`,
    answers,
    outcome,
    ...audits.map(({ when, report }) => `Audit ${when}\n${renderAudit(report).trimEnd()}`),
    verdicts.map(({ good, text }) => `${good ? '✓' : '✗'} ${text}`).join('\n'),
    notes.join('\n'),
    isClean(rehearsal) ? 'Clean.' : 'Not clean: see what is marked ✗.',
  ].join('\n\n');
}

const pageRows = ({ plan, record }: Rehearsal): [string, string][] =>
  plan.as === 'programs'
    ? []
    : [
        [
          'time to the page, p50 / p99',
          pair(record.toPage.percentile(50), record.toPage.percentile(99)),
        ],
        ['pages in the best second', formatNumber(mostPagesPerSecond(record))],
        [
          'left without the page',
          `${formatNumber(record.gaveUpPages)} of ${formatNumber(record.came)}`,
        ],
      ];

const pair = (low: number, high: number) => `${formatMs(low)} / ${formatMs(high)}`;
