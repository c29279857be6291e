import { expect, it } from 'vitest';
import { createFrontMetrics } from '../src/front-metrics.js';

const counts = { pages: 3, bytes: 4_000, kept: 50, rendered: 4, away: 1, waiting: 2, refused: 7 };

it('the front exports its copies and render times for Prometheus', () => {
  const metrics = createFrontMetrics();
  for (const seconds of [0.004, 0.02, 20]) metrics.rendered(seconds);
  const lines = metrics.text(counts).split('\n');
  expect(lines).toContain('onsale_page_copies{service="web"} 3');
  expect(lines).toContain('onsale_page_copies_bytes{service="web"} 4000');
  expect(lines).toContain('onsale_page_requests_total{outcome="kept",service="web"} 50');
  expect(lines).toContain('onsale_page_renders_waiting{service="web"} 2');
  expect(lines).toContain('onsale_page_renders_refused_total{service="web"} 7');
  const buckets = lines.filter((line) => line.includes('_seconds_bucket'));
  expect(buckets.map((line) => Number(line.split(' ').at(-1)))).toEqual([
    1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3,
  ]);
  expect(buckets.at(-1)).toContain('le="+Inf"');
  expect(lines).toContain('onsale_page_render_duration_seconds_count{service="web"} 3');
  for (const line of lines) if (line.includes('{')) expect(line).toMatch(/^\w+\{[^}]*\} [\d.]+$/);
});
