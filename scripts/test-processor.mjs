// Vitest's `setupFiles`: notes how much processor time each test file takes.
import { afterAll } from 'vitest';
import { processorMs } from './processor-time.mjs';

const atStartMs = processorMs();
// biome-ignore lint/correctness/noEmptyPattern: Vitest takes names there for fixtures
afterAll(({}, file) => {
  file.meta.processorMs = processorMs() - atStartMs;
});
