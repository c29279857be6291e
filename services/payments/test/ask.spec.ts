import { describe, expect, it } from 'vitest';
import { ask } from '../src/ask.js';

describe('asking a provider', () => {
  it('stops waiting after the timeout, even for a client that ignores the signal', async () => {
    let aborted = false;
    const deaf = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise<never>(() => undefined);
    };
    await expect(ask(deaf, { timeoutMs: 20, attempts: 1 })).rejects.toThrow('20 ms');
    expect(aborted).toBe(true);
  });

  it('asks again after a failure, and no more often than told', async () => {
    let calls = 0;
    const failing = async () => {
      calls += 1;
      if (calls < 3) throw new Error(`failure ${calls}`);
      return 'answer';
    };
    await expect(ask(failing, { timeoutMs: 1000, attempts: 2 })).rejects.toThrow('failure 2');
    calls = 0;
    await expect(ask(failing, { timeoutMs: 1000, attempts: 3 })).resolves.toBe('answer');
  });
});
