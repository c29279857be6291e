import { describe, expect, it } from 'vitest';
import { constantRate, keepBusy, sendAt } from '../src/index.js';

/** An act whose end the test decides. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe('sendAt', () => {
  it('sends at the given times, however slow the answers are, and waits for all of them', async () => {
    const times = constantRate(1_000, 50);
    const { open, passed } = gate();
    const due: number[] = [];
    const began: number[] = [];
    const end = sendAt(times, async (index, dueMs) => {
      due[index] = dueMs;
      began[index] = performance.now();
      if (index === 49) open();
      await passed; // no answer arrives before the last request was sent
    });
    expect(await end).toEqual({ late: 0 });
    for (const [index, time] of times.entries()) {
      expect((due[index] ?? 0) - (due[0] ?? 0)).toBeCloseTo(time - (times[0] ?? 0), 0);
      expect(began[index]).toBeGreaterThanOrEqual(due[index] as number);
    }
  });

  it('has at most maxOpen requests in progress, sends the others late, and keeps their due times', async () => {
    let open = 0;
    let most = 0;
    const due: number[] = [];
    const { late } = await sendAt(
      new Float64Array(40),
      async (_, dueMs) => {
        due.push(dueMs);
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
      },
      { maxOpen: 10 },
    );
    expect(most).toBe(10);
    expect(due).toHaveLength(40);
    expect(late).toBe(30);
    expect(new Set(due).size).toBe(1);
  });

  it('stops on abort, after the requests in progress', async () => {
    const leaving = new AbortController();
    const { open, passed } = gate();
    let sent = 0;
    let settled = 0;
    const end = sendAt(
      constantRate(1, 100),
      async () => {
        sent += 1;
        leaving.abort();
        await passed;
        settled += 1;
      },
      { signal: leaving.signal },
    );
    open();
    await end;
    expect([sent, settled]).toEqual([1, 1]);
  });

  it('rejects with the first failure and sends no more', async () => {
    let sent = 0;
    const end = sendAt(constantRate(200, 100), async () => {
      sent += 1;
      if (sent === 3) throw new Error('no such ticket type');
    });
    await expect(end).rejects.toThrow('no such ticket type');
    const before = sent;
    await sendAt(constantRate(200, 20), async () => undefined); // as many more were due meanwhile
    expect(sent).toBe(before);
  });

  it('resolves at once without any times', async () => {
    expect(await sendAt(new Float64Array(0), async () => undefined)).toEqual({ late: 0 });
  });
});

describe('keepBusy', () => {
  it('keeps every worker busy, each index once, until it is stopped', async () => {
    const indexes: number[] = [];
    let open = 0;
    let most = 0;
    await keepBusy(
      4,
      async (index) => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        indexes.push(index);
        open -= 1;
      },
      () => indexes.length >= 40,
    );
    expect(most).toBe(4);
    expect(open).toBe(0);
    expect(indexes.toSorted((a, b) => a - b)).toEqual(indexes.map((_, index) => index));
  });

  it('stops all workers at the first failure', async () => {
    const end = keepBusy(
      3,
      async (index) => {
        if (index === 5) throw new Error('five');
        await new Promise((resolve) => setImmediate(resolve));
      },
      () => false,
    );
    await expect(end).rejects.toThrow('five');
  });
});
