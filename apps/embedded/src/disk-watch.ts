import { statfs } from 'node:fs/promises';
import { fillsSoon, isNearlyFull, type Logger } from '@onsale/runtime';
import { type DiskSample, secondsUntilFull, withSample } from './disk-forecast.js';

const everyMs = 60_000;
const gib = 2 ** 30;
const repeatedAfterMs = 3_600_000;

export interface DiskWatch {
  /** Free bytes where the data is. */
  freeBytes(): Promise<number>;
  /** In the text format of Prometheus. */
  metrics(): string;
  stop(): void;
}

/**
 * Checks every minute how full the data's disk is. Warns a day before it is full at the rate of the
 * last hours, and when less than a gibibyte is free: once an hour while that lasts.
 * @param read for tests: the bytes that are free now
 */
export async function watchDisk(
  folder: string,
  log: Logger,
  {
    read = freeIn(folder),
    now = Date.now,
  }: { read?: () => Promise<number>; now?: () => number } = {},
): Promise<DiskWatch> {
  let samples: DiskSample[] = [];
  let warnedAtMs = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const [freeBytes, atMs] = [await read(), now()];
    samples = withSample(samples, { atMs, freeBytes });
    const seconds = secondsUntilFull(samples);
    if (!fillsSoon(seconds) && !isNearlyFull(freeBytes)) return;
    if (atMs - warnedAtMs < repeatedAfterMs) return;
    warnedAtMs = atMs;
    log.warn(
      { folder, freeBytes, ...(seconds < Infinity ? { fullInSeconds: Math.round(seconds) } : {}) },
      warningOf(freeBytes, seconds),
    );
  }
  const lookAgain = () =>
    look().catch((error: unknown) =>
      log.warn({ err: error, folder }, 'the free space on the disk cannot be read'),
    );

  await lookAgain();
  const timer = setInterval(() => void lookAgain(), everyMs);
  timer.unref();
  return {
    freeBytes: read,
    metrics() {
      const seconds = secondsUntilFull(samples);
      const free = samples.at(-1)?.freeBytes;
      return [
        ...gauge('onsale_disk_free_bytes', 'Free bytes on the disk with the data', free),
        ...gauge(
          'onsale_disk_full_seconds',
          'Seconds until the disk is full, at the rate of the last hours',
          seconds,
        ),
      ].join('');
    },
    stop: () => clearInterval(timer),
  };
}

const freeIn = (folder: string) => async () => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

function warningOf(freeBytes: number, seconds: number): string {
  const free = `${(freeBytes / gib).toFixed(1)} GiB are free`;
  const hours = Math.max(1, Math.round(seconds / 3_600));
  return fillsSoon(seconds)
    ? `the disk with the data is full in about ${hours} h at the rate of the last hours (${free}): make room`
    : `the disk with the data is nearly full (${free}): make room`;
}

const gauge = (name: string, help: string, value: number | undefined): string[] =>
  value === undefined
    ? []
    : [
        `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`,
        `${name} ${value === Infinity ? '+Inf' : Math.round(value)}\n`,
      ];
