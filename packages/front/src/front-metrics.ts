import type { KeeperCounts } from './keeper.js';

/** Seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const labels = 'service="web"';

/** The metrics of the front, for Prometheus. */
export interface FrontMetrics {
  /** How long a page took to render, in seconds. */
  rendered(seconds: number): void;
  /** In the text format of Prometheus. */
  text(counts: KeeperCounts): string;
}

export function createFrontMetrics(): FrontMetrics {
  const within = buckets.map(() => 0);
  let renders = 0;
  let sum = 0;

  return {
    rendered(seconds) {
      renders += 1;
      sum += seconds;
      for (const [index, bound] of buckets.entries()) {
        if (seconds <= bound) within[index] = (within[index] ?? 0) + 1;
      }
    },
    text(counts) {
      const duration = 'onsale_page_render_duration_seconds';
      const series = within.map((count, index) => bucket(duration, buckets[index], count));
      return [
        ...family('onsale_page_copies', 'gauge', 'Pages that are kept rendered', [
          `onsale_page_copies{${labels}} ${counts.pages}`,
        ]),
        ...family('onsale_page_copies_bytes', 'gauge', 'Memory that kept pages take', [
          `onsale_page_copies_bytes{${labels}} ${counts.bytes}`,
        ]),
        ...family(
          'onsale_page_requests_total',
          'counter',
          'Requests for kept pages, by how they were answered: kept, rendered, away',
          (['kept', 'rendered', 'away'] as const).map(
            (outcome) =>
              `onsale_page_requests_total{outcome="${outcome}",${labels}} ${counts[outcome]}`,
          ),
        ),
        ...family(duration, 'histogram', 'Time to render a page that is kept', [
          ...series,
          bucket(duration, '+Inf', renders),
          `${duration}_sum{${labels}} ${sum}`,
          `${duration}_count{${labels}} ${renders}`,
        ]),
        ...family('onsale_page_renders_waiting', 'gauge', 'Pages queued to be rendered', [
          `onsale_page_renders_waiting{${labels}} ${counts.waiting}`,
        ]),
        ...family(
          'onsale_page_renders_refused_total',
          'counter',
          'Pages not rendered because too many were queued',
          [`onsale_page_renders_refused_total{${labels}} ${counts.refused}`],
        ),
        '',
      ].join('\n');
    },
  };
}

const bucket = (name: string, bound: number | '+Inf' | undefined, count: number): string =>
  `${name}_bucket{le="${bound}",${labels}} ${count}`;

const family = (name: string, type: string, help: string, series: readonly string[]): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...series,
];
