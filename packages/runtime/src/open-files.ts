import { readFileSync } from 'node:fs';

/** How many files and connections this process may have open; Infinity where the system does not say. */
export function openFilesLimit(): number {
  try {
    // Node itself has raised the soft limit to the hard one.
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY; // no Linux
  }
}
