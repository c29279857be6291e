import { describe, expect, it } from 'vitest';
import { waitUntilIdle } from '../src/busy.js';
import { BusyMachine } from '../src/failure.js';

/** A machine with a given load, which takes a second to measure. */
function machine(...shares: number[]) {
  let seconds = 0;
  const told: string[] = [];
  const last = shares.at(-1) ?? 0;
  return {
    told,
    seconds: () => seconds,
    wait: () =>
      waitUntilIdle(
        async () => {
          seconds += 1;
          return shares.shift() ?? last;
        },
        (line) => told.push(line),
        () => seconds * 1000,
      ),
  };
}

describe('before a round', () => {
  it('the bench measures an idle machine at once', async () => {
    const idle = machine(0.15);
    expect(await idle.wait()).toBe(0.15);
    expect(idle.seconds()).toBe(1);
    expect(idle.told).toEqual([]);
  });

  it('the bench waits for a busy machine and says so once', async () => {
    const busy = machine(0.8, 0.4, 0.16, 0.02);
    expect(await busy.wait()).toBe(0.02);
    expect(busy.told).toEqual(['The machine is busy (80 %), waiting up to a minute']);
  });

  it('the bench refuses a machine that stays busy for a minute', async () => {
    const busy = machine(0.5);
    const refused = await busy.wait().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BusyMachine);
    expect(String(refused)).toContain('Other programs keep this machine busy (50 % of all cores)');
    expect(String(refused)).toContain('--anyway');
    expect(busy.seconds()).toBeGreaterThanOrEqual(60);
    expect(busy.seconds()).toBeLessThan(65);
  });
});
