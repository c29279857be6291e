import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.js';

/**
 * Whether a process has ended. An ended process stays listed until its parent, or the first
 * process, reaps it.
 * @param pid negative: a process group
 */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (pid < 0 || !existsSync('/proc/self/stat')) return false; // a group, or not Linux
    return /\) [XZ] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** `kill -9`; resolves when it has ended. */
export async function killNow(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

export interface Launched {
  readonly child: ChildProcess;
  /** Everything it has printed. */
  readonly said: { out: string; err: string };
  /** Its exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Waits until it has printed this text. */
  says(text: string): Promise<void>;
  /** Ctrl-C reaches every process of the terminal's group. */
  pressCtrlC(): void;
  /** SIGTERM, if it still runs; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starting the whole product takes long on a busy machine. */
const spokenWithinMs = 110_000;

/** Runs a program of Node in a process group of its own, as a terminal does. */
export function launch(
  program: string,
  { cwd, environment }: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): Launched {
  const child = spawn(process.execPath, [program], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    said,
    ended,
    says: (text) =>
      eventually(
        () => {
          const all = `${said.out}${said.err}`;
          if (!all.includes(text)) throw new Error(`It has not said "${text}" but:\n${all}`);
        },
        { timeoutMs: spokenWithinMs },
      ),
    pressCtrlC: () => process.kill(-(child.pid ?? Number.NaN), 'SIGINT'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
