import { describe, expect, it } from 'vitest';
import { createWorkMeter } from '../src/process-work.js';
import { createPulse } from '../src/pulse.js';

const ticks = (pulse: ReturnType<typeof createPulse>, count: number, works = false) => {
  for (let at = 0; at < count; at += 1) pulse.tick(() => works);
};

function settled() {
  const pulse = createPulse();
  for (let beat = 0; beat < 5; beat += 1) pulse.beat();
  return pulse;
}

describe('the pulse of a page process', () => {
  it('continues while beats arrive late', () => {
    const pulse = settled();
    const { silent } = pulse;
    for (let beat = 0; beat < 20; beat += 1) {
      ticks(pulse, 5);
      pulse.beat();
    }
    expect(silent.aborted).toBe(false);
  });

  it('may be missing for longer while the process loads its pages, but not forever', () => {
    const pulse = createPulse();
    pulse.beat();
    ticks(pulse, 24);
    expect(pulse.silent.aborted).toBe(false);
    ticks(pulse, 1);
    expect(pulse.silent.aborted).toBe(true);
  });

  it('ends after six missing beats, and begins again with the next one', () => {
    const pulse = settled();
    const { silent } = pulse;
    ticks(pulse, 6);
    expect([silent.aborted, pulse.silent.aborted]).toEqual([true, true]);
    pulse.beat();
    expect([silent.aborted, pulse.silent.aborted]).toEqual([true, false]);
    ticks(pulse, 6);
    expect(pulse.silent.aborted).toBe(true);
  });

  it('continues while the process computes, but not forever', () => {
    const pulse = settled();
    ticks(pulse, 49, true);
    expect(pulse.silent.aborted).toBe(false);
    ticks(pulse, 1, true);
    expect(pulse.silent.aborted).toBe(true);
  });

  it('ends soon after a process that computed has stopped', () => {
    const pulse = settled();
    ticks(pulse, 20, true);
    ticks(pulse, 5);
    expect(pulse.silent.aborted).toBe(false);
    ticks(pulse, 1);
    expect(pulse.silent.aborted).toBe(true);
  });
});

describe('a process', () => {
  const stat = (state: string, user: number, system: number) =>
    `7 (a ) b) ${state} 1 2 3 4 5 6 7 8 9 10 ${user} ${system} 0 0 20`;
  const seen = (...stats: string[]) => {
    let at = 0;
    const meter = createWorkMeter(() => {
      const next = stats[at];
      at += 1;
      if (next === undefined) throw new Error('no such process');
      return next;
    });
    return Array.from({ length: stats.length + 1 }, () => meter()).slice(1);
  };

  it('is working while it gets processor time or waits for it', () => {
    expect(seen(stat('S', 5, 1), stat('S', 6, 1), stat('S', 6, 2), stat('R', 6, 2))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('is not working while it is stopped, asleep or gone', () => {
    const idle = [stat('S', 5, 1), stat('S', 5, 1), stat('T', 5, 1), stat('D', 5, 1)];
    expect(seen(...idle, stat('Z', 5, 1))).toEqual([false, false, false, false, false]);
  });
});
