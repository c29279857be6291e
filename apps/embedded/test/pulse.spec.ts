import { describe, expect, it } from 'vitest';
import { createPulse } from '../src/pulse.js';

const ticks = (pulse: ReturnType<typeof createPulse>, count: number) => {
  for (let at = 0; at < count; at += 1) pulse.tick();
};

function settled() {
  const pulse = createPulse();
  for (let beat = 0; beat < 5; beat += 1) pulse.beat();
  return pulse;
}

describe('the pulse of a page process', () => {
  it('stays while beats come late, but come', () => {
    const pulse = settled();
    const { silent } = pulse;
    for (let beat = 0; beat < 20; beat += 1) {
      ticks(pulse, 5);
      pulse.beat();
    }
    expect(silent.aborted).toBe(false);
  });

  it('may stay away longer while the process loads its pages, but not for ever', () => {
    const pulse = createPulse();
    pulse.beat();
    ticks(pulse, 24);
    expect(pulse.silent.aborted).toBe(false);
    ticks(pulse, 1);
    expect(pulse.silent.aborted).toBe(true);
  });

  it('ends for those who wait when six beats are missing, and begins again with the next', () => {
    const pulse = settled();
    const { silent } = pulse;
    ticks(pulse, 6);
    expect([silent.aborted, pulse.silent.aborted]).toEqual([true, true]);
    pulse.beat();
    expect([silent.aborted, pulse.silent.aborted]).toEqual([true, false]);
    ticks(pulse, 6);
    expect(pulse.silent.aborted).toBe(true);
  });
});
