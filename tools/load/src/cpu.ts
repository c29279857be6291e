import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** Linux counts processor time in these, whatever the kernel was built with (`USER_HZ`). */
const tickMs = 10;

interface ProcessTimes {
  readonly parent: number;
  readonly ownMs: number;
  /** Processor time of children that have ended. */
  readonly endedMs: number;
}

async function readTimes(pid: number | string): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name before it may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ms = (...indexes: number[]) =>
    indexes.reduce((sum, index) => sum + Number(fields[index]) * tickMs, 0);
  return { parent: Number(fields[1]), ownMs: ms(11, 12), endedMs: ms(13, 14) };
}

/**
 * Processor time of a process since it began, with its children: those that run, and those that
 * have ended.
 * @returns milliseconds; undefined where there is no /proc
 */
export async function familyCpuMs(parent: number): Promise<number | undefined> {
  const own = await readTimes(parent);
  if (!own) return undefined;
  let sum = own.ownMs + own.endedMs;
  for (const one of await readProcesses()) if (one.parent === parent) sum += one.cpuMs;
  return sum;
}

/** Memory that a process has of the system; undefined where there is no /proc. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** A process of this machine. */
export interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  /** Its own processor time since it began, milliseconds. */
  readonly cpuMs: number;
}

/** The process that started this one; undefined where the system does not say. */
export const parentOf = async (pid: number): Promise<number | undefined> =>
  (await readTimes(pid))?.parent;

/** All processes that can be read; none where there is no /proc. */
export async function readProcesses(): Promise<ProcessUse[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const times = await readTimes(name);
        return times && { pid: Number(name), parent: times.parent, cpuMs: times.ownMs };
      }),
  );
  return found.filter((one) => one !== undefined);
}

/** Times of all cores together, since the machine booted. */
interface MachineTimes {
  readonly busyMs: number;
  readonly totalMs: number;
}

export function readMachineTimes(): MachineTimes {
  let busyMs = 0;
  let totalMs = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.irq + times.idle;
    totalMs += all;
    busyMs += all - times.idle;
  }
  return { busyMs, totalMs };
}

/** @returns share of all cores that was busy between the two, 0 to 1 */
export function busyShare(from: MachineTimes, to: MachineTimes): number {
  const totalMs = to.totalMs - from.totalMs;
  return totalMs > 0 ? (to.busyMs - from.busyMs) / totalMs : 0;
}
