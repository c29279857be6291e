import { type Metric, Registry } from 'prom-client';
import {
  type Counter,
  type CounterSeries,
  createFamily,
  type Histogram,
  newCounter,
  newHistogram,
} from './metric-series.js';
import { withTimeLimit } from './time-limit.js';

type Values<L extends readonly string[]> = { readonly [I in keyof L]: string };

/** A description of a metric, for docs and for tests of dashboards and alerts. */
export interface MetricDescription {
  readonly name: string;
  readonly type: 'counter' | 'histogram' | 'gauge';
  readonly help: string;
  /** In addition to `service`, which all metrics have. */
  readonly labels: readonly string[];
}

/**
 * The Prometheus metrics of one service; every name starts with `onsale_`. Declare each at the
 * start, so that it exists before the first event; declaring it again returns the same one. Labels
 * have few values, never ids.
 */
export interface Metrics {
  counter(name: string, help: string): Counter;
  /** One counter for each combination of the labels' values. */
  counters<const L extends readonly string[]>(
    name: string,
    help: string,
    labels: L,
  ): (...values: Values<L>) => Counter;
  /** @param buckets upper bounds, in the unit that ends the name */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  histograms<const L extends readonly string[]>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels: L,
  ): (...values: Values<L>) => Histogram;
  /** A value that is read on each scrape, and left out if it cannot be read in time. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** One such value for each combination of the labels' values. */
  gauges<const L extends readonly string[]>(
    name: string,
    help: string,
    labels: L,
  ): (values: Values<L>, read: () => number | Promise<number>) => void;
  describe(): MetricDescription[];
  /** In the text format of Prometheus. */
  render(): Promise<string>;
}

const gaugeTimeoutMs = 1_000;

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const described: MetricDescription[] = [];
  const families = new Map<string, (...values: readonly string[]) => unknown>();
  const gaugeFamilies = new Map<
    string,
    (values: readonly string[], read: () => number | Promise<number>) => void
  >();

  function add(
    description: MetricDescription,
    read: () => CounterSeries[] | Promise<CounterSeries[]>,
  ): void {
    described.push(description);
    const { name, help, type } = description;
    const metric = {
      name,
      help,
      type,
      get: async () => ({ name, help, type, values: await read() }),
    };
    // The registry needs no other part of a metric.
    registry.registerMetric(metric as unknown as Metric);
  }

  function declare<T>(
    description: MetricDescription,
    create: Parameters<typeof createFamily<T>>[1],
  ): (...values: readonly string[]) => T {
    const known = families.get(description.name);
    if (known) return known as (...values: readonly string[]) => T;
    const family = createFamily(description.labels, create);
    families.set(description.name, family.of);
    add(description, family.read);
    return family.of;
  }

  const counters: Metrics['counters'] = (shortName, help, labels) => {
    const name = `onsale_${shortName}`;
    return declare({ name, help, type: 'counter', labels }, newCounter(name));
  };

  const histograms: Metrics['histograms'] = (shortName, help, buckets, labels) => {
    const name = `onsale_${shortName}`;
    return declare({ name, help, type: 'histogram', labels }, newHistogram(name, buckets));
  };

  const gauges: Metrics['gauges'] = (shortName, help, labels) => {
    const name = `onsale_${shortName}`;
    const known = gaugeFamilies.get(name);
    if (known) return known as ReturnType<typeof gauges>;
    const series: { labels: Record<string, string>; read: () => number | Promise<number> }[] = [];
    add({ name, help, type: 'gauge', labels }, async () => {
      const values = await Promise.all(series.map(({ read }) => inTime(read)));
      return values.flatMap((value, at) =>
        value === undefined ? [] : [{ value, labels: series[at]?.labels ?? {} }],
      );
    });
    const declareOne = (values: readonly string[], read: () => number | Promise<number>) => {
      series.push({
        labels: Object.fromEntries(labels.map((l, at) => [l, values[at] ?? ''])),
        read,
      });
    };
    gaugeFamilies.set(name, declareOne);
    return declareOne;
  };

  return {
    counters,
    histograms,
    gauges,
    counter: (name, help) => counters(name, help, [] as const)(),
    histogram: (name, help, buckets) => histograms(name, help, buckets, [] as const)(),
    gauge: (name, help, read) => gauges(name, help, [] as const)([], read),
    describe: () => [...described],
    render: () => registry.metrics(),
  };
}

/** A value that cannot be read must neither hide nor delay the others. */
async function inTime(read: () => number | Promise<number>): Promise<number | undefined> {
  try {
    return await withTimeLimit(gaugeTimeoutMs, Promise.resolve(read()), () => undefined);
  } catch {
    return undefined;
  }
}
