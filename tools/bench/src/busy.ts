import { setTimeout as pause } from 'node:timers/promises';
import { busyShare, readMachineTimes } from '@onsale/load';
import { BusyMachine } from './failure.js';

/** If more of all cores is busy while the bench is idle, others use the machine. */
export const busyLimit = 0.15;
const sampleMs = 1_000;
const patienceMs = 60_000;

/** @returns the share of all cores that was busy over about a second, 0 to 1 */
export async function sampleBusy(signal: AbortSignal): Promise<number> {
  const before = readMachineTimes();
  await pause(sampleMs, undefined, { signal });
  return busyShare(before, readMachineTimes());
}

/**
 * Waits until the machine is otherwise idle.
 * @param sample how busy it is now, 0 to 1, after looking for a while
 * @returns the last sample
 * @throws BusyMachine when it stays busy for a minute
 */
export async function waitUntilIdle(
  sample: () => Promise<number>,
  tell: (line: string) => void,
  nowMs: () => number = () => performance.now(),
): Promise<number> {
  const givenUpMs = nowMs() + patienceMs;
  for (let first = true; ; first = false) {
    const busy = await sample();
    if (busy <= busyLimit) return busy;
    const percent = Math.round(busy * 100);
    if (nowMs() >= givenUpMs) {
      throw new BusyMachine(
        `Other programs keep this machine busy (${percent} % of all cores), which would distort the figures. End them, or measure with --anyway; the result is then marked as not recordable.`,
      );
    }
    if (first) tell(`The machine is busy (${percent} %), waiting up to a minute`);
  }
}
