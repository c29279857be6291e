import { readFileSync } from 'node:fs';

/** A clock tick of the kernel, the same on every Linux. */
const msPerTick = 10;

/**
 * @returns processor time (user and system) of this process and of all that it started and that has
 *   ended, milliseconds; 0 on systems without `/proc`
 */
export function processorMs() {
  let stat;
  try {
    stat = readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return 0;
  }
  // After the name of the program, which may have spaces: utime, stime, cutime, cstime.
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return ticks.reduce((sum, each) => sum + Number(each), 0) * msPerTick;
}
