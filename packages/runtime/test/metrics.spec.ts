import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../src/metrics.js';

const linesOf = async (metrics: ReturnType<typeof createMetrics>, name: string) =>
  (await metrics.render())
    .split('\n')
    .filter((line) => line.startsWith(name))
    .map((line) => line.slice(name.length));

describe('a counter', () => {
  it('is exported before it first counts', async () => {
    const metrics = createMetrics('test');
    metrics.counter('things_total', 'Things');
    expect(await linesOf(metrics, 'onsale_things_total')).toEqual(['{service="test"} 0']);
  });

  it('counts by its labels', async () => {
    const metrics = createMetrics('test');
    const things = metrics.counters('things_total', 'Things', ['kind', 'size']);
    things('a', 'big').add();
    things('a', 'big').add(2);
    things('b"', 'big').add();
    expect(await linesOf(metrics, 'onsale_things_total')).toEqual([
      '{kind="a",size="big",service="test"} 3',
      '{kind="b\\"",size="big",service="test"} 1',
    ]);
  });

  it('exists once when it is declared twice', async () => {
    const metrics = createMetrics('test');
    for (let time = 0; time < 2; time += 1) metrics.counter('things_total', 'Things').add();
    expect(await linesOf(metrics, 'onsale_things_total')).toEqual(['{service="test"} 2']);
    expect(metrics.describe()).toHaveLength(1);
  });

  it('has bounded memory even if one of its labels is unbounded by mistake', async () => {
    const metrics = createMetrics('test');
    const things = metrics.counters('things_total', 'Things', ['id']);
    for (let id = 0; id < 5_000; id += 1) things(String(id)).add();
    const lines = await linesOf(metrics, 'onsale_things_total');
    expect(lines).toHaveLength(1_001);
    expect(lines.at(-1)).toBe('{id="other",service="test"} 4000');
  });
});

it('a histogram counts the values up to each bound', async () => {
  const metrics = createMetrics('test');
  const sizes = metrics.histograms('size', 'Sizes', [1, 10], ['kind'])('a');
  for (const size of [0.5, 1, 7, 100]) sizes.observe(size);
  expect(await linesOf(metrics, 'onsale_size')).toEqual([
    '_bucket{kind="a",le="1",service="test"} 2',
    '_bucket{kind="a",le="10",service="test"} 3',
    '_bucket{kind="a",le="+Inf",service="test"} 4',
    '_sum{kind="a",service="test"} 108.5',
    '_count{kind="a",service="test"} 4',
  ]);
});

it('a gauge that cannot be read in time is left out, and the others are exported', async () => {
  const metrics = createMetrics('test');
  metrics.gauge('one', 'One', () => 1);
  metrics.gauge('lost', 'Lost', () => Promise.reject(new Error('away')));
  metrics.gauge('late', 'Late', () => pause(60_000, 1, { ref: false }));
  const text = await metrics.render(); // the test ends before the late one
  expect(text).toContain('onsale_one{service="test"} 1');
  expect(text).not.toMatch(/^onsale_(lost|late)/m);
});
