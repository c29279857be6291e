import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPatience } from '../src/lib/api/patience';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const event = '/api/events/:id';

describe('the wait of a page for the API', () => {
  it('ends after 1.5 seconds without any answer', () => {
    const patience = createPatience();
    const call = patience.wait(event);
    const other = patience.wait('/api/orders');
    vi.advanceTimersByTime(1_250);
    expect(call.signal.aborted).toBe(false);
    other.end('answered'); // to someone else
    vi.advanceTimersByTime(250);
    expect(call.signal.aborted).toBe(true);
    call.end('failed');
  });

  it('continues while other requests are answered, for five seconds at most', () => {
    const patience = createPatience();
    const call = patience.wait(event);
    for (let answers = 0; answers < 4; answers += 1) {
      const other = patience.wait(event);
      vi.advanceTimersByTime(1_000);
      other.end('answered');
    }
    expect(call.signal.aborted).toBe(false);
    const failed = patience.wait(event);
    vi.advanceTimersByTime(1_000);
    failed.end('failed');
    expect(call.signal.aborted).toBe(true);
    call.end('failed');
  });

  it('leaves no timer behind', () => {
    const patience = createPatience();
    patience.wait(event).end('answered');
    patience.wait(event).end('failed');
    expect(vi.getTimerCount()).toBe(0);
  });
});
