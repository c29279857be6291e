import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart } from '@onsale/infra';
import type { Folders } from './folders.js';

const politeMs = 15_000;
const forcedMs = 5_000;
const pollMs = 50;

interface Noted {
  readonly name: string;
  readonly pid: number;
  readonly start: string;
}

const fileOf = (folders: Folders, name: string) => join(folders.run, `${name}.json`);

/** Records a running process, for the start after a kill. A reader sees the note whole or not at all. */
export function noteProcess(folders: Folders, name: string, pid: number): void {
  const draft = join(folders.root, `${name}.note`);
  writeFileSync(draft, JSON.stringify({ name, pid, start: processStart(pid) }));
  renameSync(draft, fileOf(folders, name));
}

export function forgetProcess(folders: Folders, name: string): void {
  rmSync(fileOf(folders, name), { force: true });
}

/**
 * Stops the processes of an earlier start that was killed: they kept serving, and they hold files
 * and ports. @returns how many there were
 */
export async function stopLeftovers(folders: Folders): Promise<number> {
  const noted = readdirSync(folders.run).flatMap((file) => readNote(join(folders.run, file)));
  const left = noted.filter(runs);
  for (const process of left) send(process, 'SIGTERM', 'SIGCONT');
  if (!(await gone(left, politeMs))) {
    for (const process of left) send(process, 'SIGKILL');
    if (!(await gone(left, forcedMs))) {
      const pids = left.filter(runs).map(({ name, pid }) => `${name} (pid ${pid})`);
      throw new Error(`An earlier start has left ${pids.join(', ')}, which cannot be stopped.`);
    }
  }
  for (const { name } of noted) forgetProcess(folders, name);
  return left.length;
}

/** Pids are reused: a pid identifies a process only together with its start time. */
const runs = ({ pid, start }: Noted) => processStart(pid) === start;

function send(noted: Noted, ...signals: NodeJS.Signals[]): void {
  for (const signal of signals) {
    try {
      if (runs(noted)) process.kill(noted.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function gone(noted: readonly Noted[], limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (noted.some(runs)) {
    if (performance.now() > deadline) return false;
    await pause(pollMs);
  }
  return true;
}

function readNote(file: string): Noted[] {
  try {
    const noted = JSON.parse(readFileSync(file, 'utf8')) as Partial<Noted>;
    return noted.name && noted.pid && noted.start ? [noted as Noted] : [];
  } catch {
    return []; // torn by a power cut, after which nothing runs
  }
}
