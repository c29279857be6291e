import { readFileSync } from 'node:fs';

/**
 * Whether a process computes: it has had processor time since the last call, or waits for some, as
 * on a crowded machine. A process that was stopped, or that waits for something else, does neither.
 * Only Linux shows this, in `/proc`; elsewhere no process counts as working.
 */
export function createWorkMeter(readStat: () => string): () => boolean {
  let before: number | undefined;
  return () => {
    const now = stat(readStat);
    const hasComputed = now !== undefined && before !== undefined && now.cpu > before;
    before = now?.cpu;
    return hasComputed || now?.state === 'R';
  };
}

export const statOf = (pid: number | undefined) => readFileSync(`/proc/${pid}/stat`, 'utf8');

/** The process's processor time in ticks, and the state of its event loop's thread. */
function stat(read: () => string): { state: string; cpu: number } | undefined {
  try {
    const text = read();
    // The name in brackets before them may contain anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', cpu: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // the process is gone, or there is no /proc
  }
}
