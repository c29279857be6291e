import { createLogger } from '@onsale/runtime';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type DiskSample, secondsUntilFull, withSample } from '../src/disk-forecast.js';
import { watchDisk } from '../src/disk-watch.js';

const hourMs = 3_600_000;
const gib = 2 ** 30;

describe('the forecast of a disk', () => {
  const samplesOf = (hours: number, gibAnHour: number, free = 100) =>
    Array.from({ length: hours * 60 + 1 }, (_, minute) => ({
      atMs: minute * 60_000,
      freeBytes: (free - (gibAnHour * minute) / 60) * gib,
    }));

  it('is the time that the free space lasts at the previous rate', () => {
    expect(secondsUntilFull(samplesOf(5, 5)) / 3_600).toBeCloseTo(15);
  });

  it('is endless while the disk does not fill, and while too little is known', () => {
    expect(secondsUntilFull(samplesOf(5, 0))).toBe(Number.POSITIVE_INFINITY);
    expect(secondsUntilFull(samplesOf(5, -1))).toBe(Number.POSITIVE_INFINITY);
    expect(secondsUntilFull(samplesOf(1, 50).slice(0, 10))).toBe(Number.POSITIVE_INFINITY);
    expect(secondsUntilFull([])).toBe(Number.POSITIVE_INFINITY);
  });

  it('is endless an hour after a large file was copied', () => {
    const copied = samplesOf(3, 0).map((sample, minute) =>
      minute < 11 ? sample : { ...sample, freeBytes: 80 * gib },
    );
    expect(secondsUntilFull(copied.slice(0, 20))).toBeLessThan(24 * 3_600);
    expect(secondsUntilFull(copied)).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps a bounded number of samples, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -hourMs, max: hourMs }), { maxLength: 50 });
    fc.assert(
      fc.property(steps, (clockSteps) => {
        let samples: DiskSample[] = [];
        let atMs = 0;
        for (const step of clockSteps) {
          atMs += step;
          samples = withSample(samples, { atMs, freeBytes: 5 });
          expect(samples.every((one) => one.atMs <= atMs && atMs - one.atMs <= 6 * hourMs)).toBe(
            true,
          );
          expect(secondsUntilFull(samples)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('the watch of a disk', () => {
  it('warns a day before the disk is full, once an hour, and only until there is room', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const said: string[] = [];
    const log = createLogger('silent');
    log.warn = ((_: object, text: string) => said.push(text)) as typeof log.warn;
    let [atMs, free] = [0, 100 * gib];
    const disk = await watchDisk('/data', log, { read: async () => free, now: () => atMs });
    const pass = async (minutes: number, gibAnHour: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        atMs += 60_000;
        free -= (gibAnHour * gib) / 60;
        await vi.advanceTimersByTimeAsync(60_000);
      }
    };
    try {
      await pass(60, 2); // two days are left
      expect(said).toEqual([]);
      expect(disk.metrics()).toMatch(/^onsale_disk_full_seconds 17\d{4}$/m);
      await pass(360, 5); // 68 GiB are left
      expect(said).toHaveLength(5); // since the average of the window showed it
      expect(said[0]).toMatch(/full in about 2\d h at the rate of the last hours \(\d\d\.\d GiB/);
      await pass(420, 0);
      const before = said.length;
      await pass(120, 0);
      expect(said).toHaveLength(before);
      expect(disk.metrics()).toContain('onsale_disk_full_seconds +Inf\n');
      free = gib / 2;
      await pass(1, 0);
      expect(said.at(-1)).toMatch(/nearly full|full in about/);
    } finally {
      disk.stop();
      vi.useRealTimers();
    }
  });
});
