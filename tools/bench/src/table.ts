import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { type Measured, medianOf } from './bench.js';
import type { Ratio } from './goals.js';
import type { Result } from './result.js';
import { spreadOf } from './statistics.js';

export const partColumns = ['', 'a second', 'least – most', 'p50', 'p95', 'p99', 'p99.9'];
export const numericPartColumns = [1, 2, 3, 4, 5, 6];

/** One row a part: medians of the rounds. */
export function partRows(measured: readonly Measured[]): string[][] {
  return measured.map(({ title, rounds }) => {
    const rate = spreadOf(rounds.map(({ figures }) => figures.perSecond ?? Number.NaN));
    const ms = (name: string) => formatMs(medianOf(rounds, name));
    return [
      title,
      formatNumber(rate?.median, 0),
      `${formatNumber(rate?.low, 0)} – ${formatNumber(rate?.high, 0)}`,
      ...[ms('p50Ms'), ms('p95Ms'), ms('p99Ms'), ms('p999Ms')],
    ];
  });
}

export const costColumns = [
  '',
  'node, ms a thousand',
  'PostgreSQL, ms a thousand',
  'fsyncs each',
  'WAL bytes each',
  'generator busy',
  'until all delivered',
];
export const numericCostColumns = [1, 2, 3, 4, 5, 6];

/** The cost of each hold, refusal or purchase, without the ceilings that have no database. */
export function costRows(measured: readonly Measured[]): string[][] {
  const rows = measured.map(({ title, rounds }) => {
    const median = (name: string) => medianOf(rounds, name);
    const number = (name: string, digits?: number) => formatNumber(median(name), digits);
    const busy = median('generatorBusy');
    return [
      title,
      number('serverMsPerThousand', 0),
      number('postgresMsPerThousand', 0),
      number('fsyncsEach', 3),
      number('walBytesEach', 0),
      busy === undefined ? formatNumber(undefined) : `${formatNumber(busy * 100, 0)} %`,
      formatMs((median('settleSeconds') ?? Number.NaN) * 1000),
    ];
  });
  return rows.filter(([, node]) => node !== formatNumber(undefined));
}

export const ratioColumns = ['', 'round by round', 'least – most', 'of medians', 'goal', ''];
export const numericRatioColumns = [1, 2, 3];

export const ratioRows = (ratios: readonly Ratio[]): string[][] =>
  ratios.flatMap(({ name, byRound, ofMedians, goal }) =>
    byRound === undefined
      ? []
      : [
          [
            name,
            formatNumber(byRound.median, 2),
            `${formatNumber(byRound.low, 2)} – ${formatNumber(byRound.high, 2)}`,
            formatNumber(ofMedians, 2),
            goal?.text ?? '',
            goal === undefined ? '' : goal.met ? 'met' : 'NOT MET',
          ],
        ],
  );

/** The result for a terminal. */
export function renderResult(result: Result): string {
  const { measured, ratios, violations, doubts, machine } = result;
  const { processor, cores, node, postgres, commit } = machine;
  return [
    `${processor}, ${cores} cores, Node ${node}, PostgreSQL ${postgres}, commit ${commit ?? 'unknown'}`,
    '',
    renderTable(partColumns, partRows(measured), numericPartColumns),
    '',
    renderTable(costColumns, costRows(measured), numericCostColumns),
    '',
    renderTable(ratioColumns, ratioRows(ratios), numericRatioColumns),
    '',
    ...violations.map((violation) => `VOID: ${violation}`),
    ...(doubts.length === 0
      ? ['These figures may be recorded.']
      : ['Not to be recorded:', ...doubts.map((doubt) => `  - ${doubt}`)]),
  ].join('\n');
}
