import { describe, expect, it } from 'vitest';
import { callWithRetry } from '../src/call-with-retry.js';

describe('asking a provider', () => {
  it('stops waiting after the timeout, even for a client that ignores the signal', async () => {
    let aborted = false;
    const deaf = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise<never>(() => undefined);
    };
    await expect(callWithRetry(deaf, { timeoutMs: 20, attempts: 1 })).rejects.toThrow('20 ms');
    expect(aborted).toBe(true);
  });

  it('asks again after a failure, no more often than its policy allows', async () => {
    let calls = 0;
    const failing = async () => {
      calls += 1;
      if (calls < 3) throw new Error(`failure ${calls}`);
      return 'answer';
    };
    await expect(callWithRetry(failing, { timeoutMs: 1000, attempts: 2 })).rejects.toThrow(
      'failure 2',
    );
    calls = 0;
    await expect(callWithRetry(failing, { timeoutMs: 1000, attempts: 3 })).resolves.toBe('answer');
  });
});
