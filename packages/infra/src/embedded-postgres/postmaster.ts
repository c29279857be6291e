import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { withTimeLimit } from '@onsale/runtime';
import type { Binaries } from './binaries.js';
import { programEnvironment } from './cluster.js';
import { explain, ReadyMessage, tellingLine } from './failures.js';
import type { PostgresLog } from './log.js';
import type { Placement } from './placement.js';

/** Recovery after a crash may replay `max_wal_size` of changes from a slow disk. */
const readyTimeoutMs = 300_000;
const fastStopMs = 15_000;
const immediateStopMs = 5_000;

export interface Postmaster {
  pid: number;
  /** Resolves with a description once the process has ended; never rejects. */
  exited: Promise<string>;
  isGone(): boolean;
}

/** Another program took the port between choosing and using it. */
export class PortTaken extends Error {}

/** A server ended instead of starting, for a reason that only its own words name. */
export class StartFailed extends ReadyMessage {
  /** The line of its output that names the cause. */
  readonly words: string;

  constructor(message: string, output: string) {
    super(message, { cause: output });
    this.words = tellingLine(output);
  }
}

/** The contents of the file postmaster.pid; undefined: no such file. */
export async function readPidFile(cluster: string) {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    sharedMemoryId: Number(lines[6]?.split(/\s+/)[1]),
    ready: ['ready', 'standby'].includes(lines[7] ?? ''),
  };
}

/**
 * Starts PostgreSQL and resolves once it accepts connections; rejects when `abort` fires.
 *
 * @throws PortTaken, or an error written for the person at the terminal.
 */
export async function startPostmaster(
  place: Placement,
  binaries: Binaries,
  port: number,
  settings: Record<string, string>,
  log: PostgresLog,
  abort: AbortSignal,
): Promise<Postmaster> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', place.cluster, '-p', String(port), ...flags], {
    ...(place.runAs && { uid: place.runAs.uid, gid: place.runAs.gid }),
    cwd: '/',
    env: programEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own process group, so that Ctrl-C in the terminal reaches only us, and we stop it
    // cleanly.
    detached: true,
  });
  const lastLines: string[] = [];
  const output = createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    log(`postgres: ${line}`);
  });
  const drained = once(output, 'close');
  const exited = exitOf(child);
  const { pid } = child;
  if (pid === undefined) throw explain('Starting PostgreSQL', place.cluster, await exited);

  // If we exit without stopping it, do not leave it running.
  const onExit = () => sendSignal(pid, 'SIGINT');
  process.once('exit', onExit);
  let gone = false;
  void exited.then(() => {
    gone = true;
    process.off('exit', onExit);
  });
  const deadline = Date.now() + readyTimeoutMs;
  while (!gone) {
    const file = await readPidFile(place.cluster);
    if (file?.pid === pid && file.ready) return { pid, exited, isGone: () => gone };
    if (abort.aborted || Date.now() > deadline) {
      await stopProcess(pid, () => gone);
      const why = abort.aborted ? 'stopped while starting' : 'it was not ready in five minutes';
      throw explain('Starting PostgreSQL', place.cluster, why);
    }
    await pause(10);
  }
  // Its last lines may still be in the pipe.
  await withTimeLimit(1_000, drained, () => undefined);
  const words = lastLines.join('\n');
  if (/could not (bind|create any TCP\/IP sockets)/.test(words)) throw new PortTaken(words);
  throw failedStart(place.cluster, words || (await exited));
}

function failedStart(cluster: string, output: string): Error {
  const error = explain('Starting PostgreSQL', cluster, output);
  const known = !error.message.startsWith('Starting PostgreSQL failed in');
  return known
    ? error
    : new StartFailed(
        `${error.message} If the data is damaged, restore a backup or set ONSALE_DATA to an empty folder.`,
        output,
      );
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/**
 * Stops a postmaster: cleanly, then immediately, then by force, each with a time limit.
 *
 * @throws if it survives all three
 */
export async function stopProcess(pid: number, isGone: () => boolean): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', fastStopMs],
    ['SIGQUIT', immediateStopMs],
    ['SIGKILL', immediateStopMs],
  ];
  for (const [signal, limitMs] of steps) {
    if (isGone()) return;
    sendSignal(pid, signal);
    if (await becomesTrue(isGone, limitMs)) return;
  }
  throw new ReadyMessage(
    `PostgreSQL (pid ${pid}) does not stop, not even by force. Stop it by hand.`,
  );
}

/** Sends a signal to a process that may be gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Polls until `condition` is true; false if it is not within `limitMs`. */
export async function becomesTrue(condition: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

/** Removes a postmaster.pid whose process is known to be gone. */
export async function removePidFile(cluster: string): Promise<void> {
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}
