import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allMetrics, type KnownMetric } from './metrics.js';
import { readExpression } from './promql.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const { groups } = parse(read('deploy/prometheus/alerts.yaml')) as {
  groups: readonly { readonly rules: readonly Alert[] }[];
};
const alerts = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('deploy/grafana/onsale.json')) as Dashboard;
const charts = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);
const operations = read('docs/operations.md');

/** Prometheus adds these to whatever it reads. */
const targetLabels = ['job', 'instance', 'service'];

let metrics: ReadonlyMap<string, KnownMetric>;
beforeAll(async () => {
  metrics = await allMetrics();
});

/** The labels of a metric; undefined: there is no such metric. */
function labelsOf(name: string): readonly string[] | undefined {
  if (name === 'up') return targetLabels; // Prometheus's own
  const part = /^(.+)_(bucket|sum|count)$/.exec(name);
  const metric = metrics.get(name) ?? metrics.get(part?.[1] ?? '');
  return metric && [...metric.labels, ...targetLabels, ...(part?.[2] === 'bucket' ? ['le'] : [])];
}

function problemsOf(expr: string): string[] {
  const { reads, groupings } = readExpression(expr);
  const problems = reads.flatMap(({ metric, labels }) => {
    const known = labelsOf(metric);
    if (!known) return [`there is no metric ${metric}`];
    const wrong = labels.filter((label) => !known.includes(label));
    return wrong.map((label) => `${metric} has no label ${label}`);
  });
  const any = reads.flatMap(({ metric }) => labelsOf(metric) ?? []);
  const wrong = groupings.filter((label) => !any.includes(label));
  return [...problems, ...wrong.map((label) => `nothing has the label ${label}`)];
}

describe('the alert', () => {
  it.each(alerts)('$alert reads only existing metrics', ({ expr }) => {
    expect(problemsOf(expr)).toEqual([]);
  });

  it.each(alerts)('$alert waits, has a severity, and says what to do', (one) => {
    expect(one.for).toMatch(/^\d+[sm]$/);
    expect(['critical', 'warning']).toContain(one.labels.severity);
    expect(one.annotations.runbook).toBe(`docs/operations.md#${one.alert.toLowerCase()}`);
    expect(operations).toContain(`### ${one.alert}\n`);
  });

  it.each(alerts)('$alert mentions only labels that its result has', ({ expr, annotations }) => {
    const { groupings, reads } = readExpression(expr);
    const kept = groupings.length > 0 ? groupings : (labelsOf(reads[0]?.metric ?? '') ?? []);
    const told = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    expect(told.filter((label) => !kept.includes(label ?? ''))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it.each(charts)('reads only existing metrics: $title', ({ expr, legendFormat }) => {
    expect(problemsOf(expr)).toEqual([]);
    const { groupings } = readExpression(expr);
    const told = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label]) => label);
    expect(told.filter((label) => !groupings.includes(label ?? ''))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('lists each of our metrics as the services declare it, and no other', () => {
    const rows = [...metrics.values()]
      .filter(({ name }) => name.startsWith('onsale_'))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ name, labels, services, help }) => {
        const of = services.length === 6 ? 'all' : services.join(', ') || 'the bus';
        return `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ')} | ${of} | ${help} |`;
      });
    expect(operations.split('\n').filter((line) => line.startsWith('| `onsale_'))).toEqual(rows);
  });
});

describe('a reading of PromQL', () => {
  it.each([
    ['rate(onsale_holds_total{outcome="placed"}[5m])', 'onsale_holds_total', 'outcome'],
    ['sum by (service) (onsale_database_waiting) > 1', 'onsale_database_waiting', undefined],
  ])('finds the metric and its label in %s', (text, metric, label) => {
    expect(readExpression(text).reads).toEqual([{ metric, labels: label ? [label] : [] }]);
  });

  it.each(['sum(a', 'a}', 'nonsense(a)', 'a{b="c"} ; d', '1 + 2', 'rate(a[5])'])(
    'refuses %s',
    (text) => expect(() => readExpression(text)).toThrow(),
  );
});
