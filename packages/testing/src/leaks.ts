// Vitest's `setupFiles`: a test file that forgets to stop its infra fails.
import { afterAll, expect } from 'vitest';
import { openDatabases } from './databases.js';

afterAll(() => {
  expect(openDatabases(), 'databases not stopped: call stop() in afterAll').toBe(0);
});
