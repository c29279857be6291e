import { type Block, formatMs, formatNumber, renderPage, type Section } from '@onsale/report';
import { figureOf } from './bench.js';
import { megabytesAt, memoryPoints } from './parts/memory.js';
import { rateName, rateShares } from './parts/rates.js';
import type { Result } from './result.js';
import { spreadOf } from './statistics.js';
import {
  costColumns,
  costRows,
  numericCostColumns,
  numericPartColumns,
  numericRatioColumns,
  partColumns,
  partRows,
  ratioColumns,
  ratioRows,
} from './table.js';

/** The result for a browser: one file. */
export function renderReport(result: Result): string {
  const { at, machine, mode } = result;
  return renderPage({
    title: 'Onsale: benchmark',
    subtitle: `${machine.processor}, ${machine.cores} cores, ${at.slice(0, 16).replace('T', ' ')} UTC, commit ${machine.commit ?? 'unknown'}, ${mode}`,
    sections: [
      worth(result),
      ratios(result),
      rates(result),
      latencies(result),
      pageMemory(result),
      costs(result),
      conditions(result),
    ].filter(({ blocks }) => blocks.length > 0),
  });
}

const text = (sentence: string): Block => ({ kind: 'text', text: sentence });

/** Empty when there is nothing to show: not every run measures every part. */
const table = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[],
): Block[] => (rows.length === 0 ? [] : [{ kind: 'table', caption, columns, rows, numeric }]);

function worth({ violations, doubts }: Result): Section {
  return {
    title: 'What the figures are worth',
    blocks: [
      {
        kind: 'verdict',
        good: violations.length === 0,
        text:
          violations.length === 0
            ? 'The books agreed after each measurement: every acknowledged hold is there, nothing was oversold or lost.'
            : 'The books did not agree: the figures are void.',
      },
      ...violations.map(text),
      {
        kind: 'verdict',
        good: doubts.length === 0,
        text:
          doubts.length === 0
            ? 'These figures may be recorded.'
            : 'These figures are not to be recorded.',
      },
      ...doubts.map(text),
    ],
  };
}

const ratios = (result: Result): Section => ({
  title: 'Ratios and goals',
  blocks: table(
    'Median of the ratios that the rounds had. A rate belongs to a machine, a ratio less so. The goals were set before the first run',
    ratioColumns,
    ratioRows(result.ratios),
    numericRatioColumns,
  ),
});

/** Parts without a rate of answers, or with a fixed one. */
const withoutBar = new Set(['disk', 'ticket-delay', 'holds-pages', 'memory']);

function rates({ measured }: Result): Section {
  const bars = measured
    .filter(({ name }) => !name.startsWith('rate-') && !withoutBar.has(name))
    .map(({ title, unit, name, rounds }) => {
      const spread = spreadOf(rounds.map(({ figures }) => figures.perSecond ?? 0));
      return {
        label: title,
        value: spread?.median ?? 0,
        ...(spread ? { low: spread.low, high: spread.high } : {}),
        note: unit,
        emphasis: name === 'holds',
      };
    });
  const caption = 'Medians, with the least and the most of the rounds';
  return {
    title: 'How much in a second',
    blocks: [
      ...(bars.length > 0 ? [{ kind: 'bars' as const, caption, unit: '/s', bars }] : []),
      ...table('All parts', partColumns, partRows(measured), numericPartColumns),
    ],
  };
}

function latencies({ measured }: Result): Section {
  const known = rateShares.filter((share) => measured.some(({ name }) => name === rateName(share)));
  const series = (label: string, figure: string) => ({
    label,
    values: known.map((share) => figureOf(measured, rateName(share), figure) ?? null),
  });
  const lines: Block = {
    kind: 'lines',
    caption: 'From when a buyer came to the durable answer, at fixed rates',
    xLabel: '% of the maximum',
    yLabel: 'ms',
    x: known,
    series: [
      series('p50', 'p50Ms'),
      series('p95', 'p95Ms'),
      series('p99', 'p99Ms'),
      series('p99.9', 'p999Ms'),
    ],
    logY: true,
  };
  const delay = (figure: string) => formatMs(figureOf(measured, 'ticket-delay', figure));
  const note = 'at half of the maximum';
  const delays: Block = {
    kind: 'figures',
    figures: [
      { label: 'Payment to ticket, median', value: delay('p50Ms'), note },
      { label: 'p99', value: delay('p99Ms'), note },
    ],
  };
  const step = (label: string, figure: string) => ({
    label,
    value: formatMs(figureOf(measured, 'browsers', figure)),
    note: 'of as many browsers at once as there are',
  });
  const steps: Block = {
    kind: 'figures',
    figures: [
      step('Event page with its files, median', 'pageP50Ms'),
      step('The answer to "Get tickets"', 'holdP50Ms'),
      step('Payment to tickets on the screen', 'ticketsP50Ms'),
    ],
  };
  const hasBrowsers = measured.some(({ name }) => name === 'browsers');
  const hasDelays = measured.some(({ name }) => name === 'ticket-delay');
  return {
    title: 'How long a buyer waits',
    blocks: [
      ...(known.length > 0 ? [lines] : []),
      ...(hasDelays ? [delays] : []),
      ...(hasBrowsers ? [steps] : []),
    ],
  };
}

function pageMemory({ measured }: Result): Section {
  const points = Array.from({ length: memoryPoints + 1 }, (_, point) => point);
  const views = figureOf(measured, 'memory', 'views');
  const values = points.map((point) => figureOf(measured, 'memory', megabytesAt(point)) ?? null);
  const rendered = formatNumber(figureOf(measured, 'memory', 'rendered'), 0);
  const lines: Block = {
    kind: 'lines',
    caption: `The largest of the processes that render, while ${formatNumber(views, 0)} pages were looked at and ${rendered} rendered`,
    xLabel: 'pages',
    yLabel: 'MB',
    x: points.map((point) => Math.round(((views ?? 0) * point) / memoryPoints)),
    series: [{ label: 'memory', values }],
  };
  return {
    title: 'Memory of the pages',
    blocks: values.some((one) => one !== null) ? [lines] : [],
  };
}

const costs = ({ measured }: Result): Section => ({
  title: 'What each costs',
  blocks: table(
    'From the first request of the warm-up until the last message was delivered',
    costColumns,
    costRows(measured),
    numericCostColumns,
  ),
});

function conditions({ machine, sizes, seconds }: Result): Section {
  const gigabytes = formatNumber(machine.memoryBytes / 2 ** 30, 0);
  return {
    title: 'How it was measured',
    blocks: [
      text(
        `${machine.system}, ${gigabytes} GB of memory, Node ${machine.node}, PostgreSQL ${machine.postgres} with the settings of the product (fsync and synchronous_commit on). ${sizes.rounds} rounds of ${sizes.measureMs / 1000} s after ${sizes.warmUpMs / 1000} s of warm-up; the whole took ${formatNumber(seconds / 60, 1)} minutes.`,
      ),
      text(
        'Server, PostgreSQL and load generator are processes of their own and share the cores of this one machine, for the ceilings and the baseline as for the product. So none of the rates is what the machine could do with the buyers elsewhere.',
      ),
      text(
        'Each measurement begins with new databases and a new process. Every buyer has a session and an idempotency key of their own, and asks for one to four tickets.',
      ),
    ],
  };
}
