import { expect, it } from 'vitest';
import { createThreads } from '../src/threads.js';

it('threads of a process that runs from source run from source too', async () => {
  const threads = createThreads<string, string>({
    entry: new URL('echo-thread.ts', import.meta.url),
    name: 'The echo',
    ...{ running: 1, waiting: 1, taskTimeoutMs: 60_000, heapMebibytes: 64 },
  });
  try {
    expect(await threads.run('hello')).toBe('hello, hello');
  } finally {
    await threads.stop();
  }
});
