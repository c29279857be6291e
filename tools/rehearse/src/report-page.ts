import { type Block, formatMs, formatNumber, renderPage, type Section } from '@onsale/report';
import { describeBottleneck } from './bottleneck.js';
import { answerRows, holdLatency, secondsOf } from './figures.js';
import { waitBoundsMs } from './observations.js';
import { parts } from './processes.js';
import type { Rehearsal } from './rehearse.js';
import { marks, pagesLivedThrough } from './report-pages.js';
import {
  describeAuditElsewhere,
  describeGenerator,
  describeKills,
  describeLongHolds,
  describePlan,
  describeRemains,
  describeTooSlow,
  describeUnknown,
  isClean,
} from './sentences.js';
import type { Sample } from './watch.js';

/** The report of one scene, for a browser. */
export function renderReport(rehearsal: Rehearsal): string {
  const { plan, url, own, startedAt } = rehearsal;
  return renderPage({
    title: `Rehearsal: ${plan.scene}`,
    subtitle: `${own ? 'An install of its own' : url}, ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, seed ${plan.seed}`,
    sections: [
      outcome(rehearsal),
      ...pagesLivedThrough(rehearsal),
      lived(rehearsal),
      stock(rehearsal),
      ...books(rehearsal),
      conditions(rehearsal),
    ],
  });
}

const text = (sentence: string | undefined): Block[] =>
  sentence === undefined ? [] : [{ kind: 'text', text: sentence }];

function outcome(rehearsal: Rehearsal): Section {
  const { plan, record, atTheEnd, verdicts } = rehearsal;
  const holds = holdLatency(record);
  return {
    title: 'The outcome',
    blocks: [
      ...text(describePlan(plan)),
      ...text(
        isClean(rehearsal)
          ? `Clean: all of these ${verdicts.length} statements hold.`
          : `Not clean: ${verdicts.filter(({ good }) => !good).length} of these ${verdicts.length} statements are bad news.`,
      ),
      ...verdicts.map((verdict) => ({ kind: 'verdict' as const, ...verdict })),
      {
        kind: 'figures',
        figures: [
          ...pageFigures(rehearsal),
          {
            label: 'Tickets paid',
            value: formatNumber(atTheEnd.sold),
            note: `of ${formatNumber(plan.tickets)}`,
          },
          {
            label: 'All tickets held after',
            value: formatMs(record.allHeldMs),
            note: 'from the opening',
          },
          {
            label: 'Last ticket issued after',
            value: formatMs(rehearsal.lastIssuedMs),
            note: 'from the opening',
          },
          {
            label: 'Answer to a hold',
            value: formatMs(holds.percentile(50)),
            note: `median; p99 ${formatMs(holds.percentile(99))}`,
          },
          {
            label: 'Payment to tickets',
            value: formatMs(record.toTickets.percentile(50)),
            note: `median; p99 ${formatMs(record.toTickets.percentile(99))}`,
          },
          {
            label: 'Orders acknowledged',
            value: formatNumber(record.acknowledged.size),
            note: `with ${formatNumber(record.acknowledgedTickets)} tickets; ${formatNumber(record.sent)} requests in all`,
          },
        ],
      },
      ...text(describeBottleneck(rehearsal.load)),
      ...text(describeUnknown(rehearsal)),
      ...text(describeTooSlow(rehearsal)),
      ...text(describeLongHolds(rehearsal)),
      ...text(describeKills(rehearsal)),
    ],
  };
}

const pageFigures = ({ plan, record }: Rehearsal) =>
  plan.as === 'programs'
    ? []
    : [
        {
          label: 'Time to the page',
          value: formatMs(record.toPage.percentile(50)),
          note: `median; p99 ${formatMs(record.toPage.percentile(99))}`,
        },
        {
          label: 'Left without the page',
          value: formatNumber(record.gaveUpPages),
          note: `of ${formatNumber(record.came)}, after ${formatNumber(plan.patienceMs / 1000)} s`,
        },
      ];

/** Answers to holds that get a line of their own. */
const drawn = { held: 'held', sold_out: 'sold out', sale_not_open: 'not open yet', busy: 'busy' };

function lived({ record, plan, kills }: Rehearsal): Section {
  const seconds = secondsOf(record);
  const at = (second: number, name: string) => record.seconds.get(second)?.answers.get(name) ?? 0;
  const percentile = (p: number) =>
    seconds.map((second) => {
      const value = record.seconds.get(second)?.holdMs.percentile(p) ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    });
  const lines = [
    ...Object.entries(drawn).map(([code, label]) => ({ label, name: `hold ${code}` })),
    { label: 'no answer', name: 'hold no answer' },
    { label: 'paid', name: 'pay taken' },
  ].filter(({ name }) => record.totals.has(name));
  return {
    title: 'What buyers experienced',
    blocks: [
      {
        kind: 'lines',
        caption: 'Answers a second',
        xLabel: 'seconds from the opening',
        yLabel: 'answers/s',
        x: seconds,
        marks: marks(kills),
        series: lines.map(({ label, name }) => ({
          label,
          values: seconds.map((second) => at(second, name)),
        })),
      },
      {
        kind: 'lines',
        caption: 'Time to the answer to a hold, held or refused',
        xLabel: 'seconds from the opening',
        yLabel: 'time',
        ms: true,
        x: seconds,
        marks: marks(kills),
        series: [
          { label: 'p50', values: percentile(50) },
          { label: 'p95', values: percentile(95) },
          { label: 'p99', values: percentile(99) },
        ],
        logY: true,
      },
      waits(record.waitCounts),
      {
        kind: 'table',
        caption: 'Every answer, timed from when it was meant to be sent',
        columns: ['Answer', 'Meaning', 'Count', 'p50', 'p95', 'p99', 'p99.9', 'Max'],
        rows: answerRows(record).map(({ name, meaning, count, latency }) => [
          name,
          meaning,
          formatNumber(count),
          ...[50, 95, 99, 99.9, 100].map((p) => formatMs(latency.percentile(p))),
        ]),
        numeric: [2, 3, 4, 5, 6, 7],
      },
      ...text(
        `${formatNumber(record.gaveUp)} of ${formatNumber(plan.buyers)} buyers left without tickets, after trying a few times.`,
      ),
    ],
  };
}

/** How long after their arrival buyers got a hold, tries and waits included. */
const waits = (counts: Rehearsal['record']['waitCounts']): Block => ({
  kind: 'bars',
  caption: 'From arrival, or the opening, to a hold: waits and tries included',
  unit: 'buyers',
  bars: waitBoundsMs.map((ms, index) => ({
    label: describeBar(waitBoundsMs[index - 1], ms),
    value: counts[index] ?? 0,
  })),
});

function describeBar(fromMs: number | undefined, toMs: number): string {
  if (fromMs === undefined) return `up to ${formatMs(toMs)}`;
  return toMs === Number.POSITIVE_INFINITY
    ? `more than ${formatMs(fromMs)}`
    : `${formatMs(fromMs)} to ${formatMs(toMs)}`;
}

function stock({ samples, plan, kills }: Rehearsal): Section {
  const of = (value: (sample: Sample) => number) => samples.map(value);
  return {
    title: 'The tickets',
    blocks: [
      {
        kind: 'lines',
        caption: `Where the ${formatNumber(plan.tickets)} tickets were`,
        xLabel: 'seconds from the opening',
        yLabel: 'tickets',
        x: of(({ atMs }) => atMs / 1000),
        marks: marks(kills),
        series: [
          { label: 'left', values: of(({ available }) => available) },
          { label: 'held', values: of(({ held }) => held) },
          { label: 'paid', values: of(({ sold }) => sold) },
          { label: 'issued', values: of(({ issued }) => issued) },
        ],
      },
    ],
  };
}

function books(rehearsal: Rehearsal): Section[] {
  const { audits } = rehearsal;
  const elsewhere = describeAuditElsewhere(rehearsal);
  if (elsewhere !== undefined) return [{ title: 'The books', blocks: text(elsewhere) }];
  return audits.map(({ when, report }) => ({
    title: `The books, ${when}`,
    blocks: [
      {
        kind: 'table',
        caption: `Read from the databases: ${report.databases.join(', ')}`,
        columns: ['Check', 'Looked at', 'Found', 'What must hold'],
        rows: report.checks.map(({ check, rule, looked, found }) => [
          `${found === 0 ? '✓' : '✗'} ${check}`,
          formatNumber(looked),
          formatNumber(found),
          rule,
        ]),
        numeric: [1, 2],
      },
      ...report.checks.flatMap(({ findings }) => findings.flatMap((finding) => text(finding.text))),
    ],
  }));
}

function conditions(rehearsal: Rehearsal): Section {
  return {
    title: 'How it was measured',
    blocks: [
      ...text(describeGenerator(rehearsal)),
      ...processors(rehearsal),
      ...text(describeRemains(rehearsal)),
    ],
  };
}

const partLabels: Readonly<Record<(typeof parts)[number], string>> = {
  generator: 'generator',
  main: 'main process',
  renderers: 'renderers',
  postgres: 'PostgreSQL',
  others: 'others',
};

function processors({ load: { uses, cores }, kills }: Rehearsal): Block[] {
  if (uses.length === 0) return [];
  const known = parts.filter((part) => uses.some((use) => use.cores[part] !== undefined));
  return [
    {
      kind: 'lines',
      caption: `Cores in use, of the ${formatNumber(cores)} of this machine`,
      xLabel: 'seconds from the opening',
      yLabel: 'cores',
      x: uses.map(({ toMs }) => toMs / 1000),
      marks: marks(kills),
      series: known.map((part) => ({
        label: partLabels[part],
        values: uses.map((use) => use.cores[part] ?? null),
      })),
    },
  ];
}
