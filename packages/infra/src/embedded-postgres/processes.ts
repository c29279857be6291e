import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A token for the start time of process `pid`; undefined: it does not run (nor does a zombie). Pid
 * and token identify one process permanently, although pids are reused, also after a reboot.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command name may contain anything, so count fields after its closing bracket.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}/${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  return processColumn(pid, 'lstart');
}

/** Whether `pid` is a running postmaster whose data directory is `clusterDir` (an absolute path). */
export function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (processStart(pid) === undefined) return false;
  if (process.platform !== 'linux') {
    return processColumn(pid, 'command')?.includes(` -D ${clusterDir} `) ?? false;
  }
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (args[args.indexOf('-D') + 1] === clusterDir) return true;
    // The folder may have been moved meanwhile. Tried second, since some containers cannot read
    // this.
    return readlinkSync(`/proc/${pid}/cwd`) === clusterDir;
  } catch {
    return false;
  }
}

/** How many processes have the System V shared memory segment attached; undefined if unknown. */
export function attachedToSharedMemory(segmentId: number): number | undefined {
  try {
    const rows = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n').slice(1);
    const row = rows
      .map((line) => line.trim().split(/\s+/))
      .find((r) => Number(r[1]) === segmentId);
    return row === undefined ? 0 : Number(row[6]);
  } catch {
    return undefined;
  }
}

function processColumn(pid: number, column: string): string | undefined {
  try {
    const output = execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000,
    });
    return output.trim() || undefined;
  } catch {
    return undefined;
  }
}
