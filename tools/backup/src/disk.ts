import { readFile, realpath, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ToolError } from '@onsale/cli';
import { inMegabytes } from './back-up.js';

/** Whether a disk, or another folder, is mounted there: it cannot be renamed then. */
export async function isMountPoint(folder: string): Promise<boolean> {
  const [own, above] = await Promise.all([stat(folder), stat(dirname(folder))]);
  if (own.dev !== above.dev) return true;
  // A bind mount of the same disk, which only Linux lists.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const places = mounts.split('\n').map((line) => line.split(' ')[4] ?? '');
  const real = await realpath(folder);
  return places.some((place) => place.replace(/\\(\d{3})/g, character) === real);
}

const character = (_: string, octal: string) => String.fromCharCode(Number.parseInt(octal, 8));

/** A disk that must have room, for a person. */
export interface Disk {
  /** A folder on it. */
  readonly holds: string;
  /** Advice for when it has no room. */
  readonly advice: string;
}

/** @throws ToolError when less than `bytes` is free */
export async function assertRoom({ holds, advice }: Disk, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(holds);
  if (bavail * bsize > bytes) return;
  throw new ToolError(
    `The disk that holds ${holds} has ${inMegabytes(bavail * bsize)} free, and this backup needs ${inMegabytes(bytes)}. ${advice}`,
  );
}

export const areOnOneDisk = async (one: string, other: string): Promise<boolean> =>
  (await stat(one)).dev === (await stat(other)).dev;
