import { expect, it } from 'vitest';
import { describeTimes } from '../test-times.mjs';

const file = (path, project, fromMs, untilMs) => ({
  ...{ path, project, fromMs, untilMs },
  tookMs: untilMs - fromMs,
  processorMs: (untilMs - fromMs) / 2,
});

it('the report of a test run lists the time of each project and the ten slowest files, slowest first', () => {
  const many = Array.from({ length: 11 }, (_, n) =>
    file(`${n}.spec.ts`, 'parts', 0, 1000 + n * 100),
  );
  const said = describeTimes([...many, file('whole.spec.ts', 'cluster', 5000, 65_000)]).split('\n');
  expect(said).toContain('    2.0 s    16.5 s     8.3 s  parts (11 files)');
  expect(said).toContain('   60.0 s    60.0 s    30.0 s  cluster (1 files)');
  const files = said.slice(said.findIndex((line) => line.startsWith('The slowest files')) + 1);
  expect(files).toHaveLength(10);
  expect(files[0]).toBe('   60.0 s    30.0 s  whole.spec.ts (cluster)');
  expect(files[1]).toBe('    2.0 s     1.0 s  10.spec.ts (parts)');
  expect(files.at(-1)).toBe('    1.2 s     0.6 s  2.spec.ts (parts)');
});
