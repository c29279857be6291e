import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRefresher } from '../../src/components/organiser/sales/refresher';

describe('reading after news', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('happens once for a burst of news, and once more for news in the meantime', async () => {
    let runs = 0;
    const refresher = createRefresher(async () => void runs++, 1_000);
    for (let news = 0; news < 50; news++) refresher.request();
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toBe(1);
    for (let news = 0; news < 50; news++) refresher.request();
    await vi.advanceTimersByTimeAsync(999);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(runs).toBe(2);
    refresher.stop();
  });

  it('never happens twice at the same time, however long an answer takes', async () => {
    let [open, most] = [0, 0];
    const refresher = createRefresher(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      open -= 1;
    }, 1_000);
    for (let second = 0; second < 20; second++) {
      refresher.request();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(most).toBe(1);
    refresher.stop();
  });

  it('ends once it is stopped', async () => {
    let runs = 0;
    const refresher = createRefresher(async () => void runs++, 1_000);
    refresher.request();
    refresher.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(0);
  });
});
