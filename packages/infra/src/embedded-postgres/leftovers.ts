import { ReadyMessage } from './failures.js';
import { becomesTrue, readPidFile, removePidFile, stopProcess } from './postmaster.js';
import { attachedToSharedMemory, isPostmasterOf } from './processes.js';

/** How long the children of a killed postmaster may take to notice and leave. */
const childrenLeaveMs = 15_000;

/**
 * Cleans up after an earlier run of a server: stops an orphaned postmaster, waits for the children
 * of a killed one, and removes a postmaster.pid that would block the start. Only the owner of the
 * data folder may call this.
 */
export async function clearLeftovers(cluster: string, log: (line: string) => void): Promise<void> {
  const found = await readPidFile(cluster);
  if (found === undefined) return;
  if (isPostmasterOf(found.pid, cluster)) {
    log(`Stopping PostgreSQL left over from an earlier run (pid ${found.pid})`);
    await stopProcess(found.pid, () => !isPostmasterOf(found.pid, cluster));
  }
  const attached = () => attachedToSharedMemory(found.sharedMemoryId);
  if (!(await becomesTrue(() => (attached() ?? 0) === 0, childrenLeaveMs))) {
    throw new ReadyMessage(
      `Processes of an earlier PostgreSQL still use ${cluster}. Stop them (they are called "postgres") and start again.`,
    );
  }
  // PostgreSQL would refuse to start if the pid in the file is a zombie, or now belongs to another
  // process (a container has few pids). If the memory cannot be inspected, PostgreSQL decides.
  if (attached() === 0) await removePidFile(cluster);
}
