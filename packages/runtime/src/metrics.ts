import { Counter, Gauge, Histogram, Registry } from 'prom-client';

type Labels = Record<string, string>;

/** The Prometheus metrics of one service; every name starts with `onsale_`. */
export interface Metrics {
  count(name: string, help: string, by?: number, labels?: Labels): void;
  /** @param buckets upper bounds, in the unit that ends the name */
  observe(
    name: string,
    help: string,
    value: number,
    buckets: readonly number[],
    labels?: Labels,
  ): void;
  /** A value that is read when somebody looks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** In the text format of Prometheus. */
  render(): Promise<string>;
}

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();

  return {
    count(name, help, by = 1, labels = {}) {
      let counter = counters.get(name);
      if (!counter) {
        counter = new Counter({
          name: `onsale_${name}`,
          help,
          labelNames: Object.keys(labels),
          registers: [registry],
        });
        counters.set(name, counter);
      }
      counter.inc(labels, by);
    },
    observe(name, help, value, buckets, labels = {}) {
      let histogram = histograms.get(name);
      if (!histogram) {
        histogram = new Histogram({
          name: `onsale_${name}`,
          help,
          buckets: [...buckets],
          labelNames: Object.keys(labels),
          registers: [registry],
        });
        histograms.set(name, histogram);
      }
      histogram.observe(labels, value);
    },
    gauge(name, help, read) {
      new Gauge({
        name: `onsale_${name}`,
        help,
        registers: [registry],
        async collect() {
          try {
            this.set(await read());
          } catch {
            this.set(Number.NaN); // a metric that cannot be read must not hide the others
          }
        },
      });
    },
    render: () => registry.metrics(),
  };
}
