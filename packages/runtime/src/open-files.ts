import { readFileSync } from 'node:fs';

/**
 * How many files and connections this process may have open; Infinity if the system does not say.
 */
export function openFilesLimit(): number {
  try {
    // Node raises the soft limit to the hard one at its start.
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY; // not on Linux
  }
}
