import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Folders } from '../folders.js';
import { rotateLog } from '../logs.js';
import type { Kind, Part } from '../part.js';
import { forgetProcess, noteProcess } from '../processes.js';

const pollMs = 50;
const shownLines = 15;

/** A program of which one process is run. */
export interface Program {
  readonly name: string;
  readonly kind: Kind;
  readonly group: string;
  readonly index: number;
  readonly command: string;
  /** Read at each start. */
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Whether it serves by now. Asked again and again; a rejection means not yet. */
  isReady(): Promise<boolean>;
  readonly readyTimeoutMs: number;
  /** SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
  /** After that it is killed. */
  readonly stopTimeoutMs: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<{ code: number | null; reason: string }>;
  isGone: boolean;
}

/** A part that is one process of a program, with its output in a file of its own. */
export function programPart(program: Program, folders: Folders): Part {
  const { name, kind, group, index } = program;
  const log = folders.log(name);
  let running: Running | undefined;
  let died = unsettled();

  async function launch(): Promise<Running> {
    await rotateLog(log);
    // A file, not a pipe to us: if we were killed, the program could not write any more.
    const output = openSync(log, 'a', 0o600);
    let child: ChildProcess;
    try {
      child = spawn(program.command, program.args, {
        env: program.environment,
        stdio: ['ignore', output, output],
        // Its own process group: Ctrl-C in the terminal is for us, and we stop it in good order.
        detached: true,
      });
    } finally {
      closeSync(output);
    }
    const ended = new Promise<{ code: number | null; reason: string }>((resolve) => {
      child.once('error', (error) => resolve({ code: null, reason: error.message }));
      child.once('exit', (code, signal) =>
        resolve({ code, reason: signal ?? `exit code ${code}` }),
      );
    });
    if (child.pid === undefined) throw new Error(`${name}: ${(await ended).reason}`);
    const launched: Running = { child, pid: child.pid, ended, isGone: false };
    noteProcess(folders, name, launched.pid);
    running = launched;
    const mine = unsettled();
    died = mine;
    void ended.then(({ reason }) => {
      launched.isGone = true;
      signalGroup(launched.pid, 'SIGKILL'); // nginx's workers would outlive it and keep its port
      running = undefined;
      forgetProcess(folders, name);
      mine.resolve(reason);
    });
    return launched;
  }

  async function untilReady(launched: Running, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + program.readyTimeoutMs;
    for (;;) {
      if (launched.isGone) throw await failure((await launched.ended).reason);
      if (await program.isReady().catch(() => false)) return;
      const late = performance.now() > deadline;
      if (late || signal.aborted) {
        send('SIGKILL');
        await launched.ended;
        signal.throwIfAborted();
        throw await failure(`not ready in ${program.readyTimeoutMs / 1000} s`);
      }
      await pause(pollMs);
    }
  }

  async function failure(reason: string): Promise<Error> {
    const said = await readFile(log, 'utf8').catch(() => '');
    const end = said.trimEnd().split('\n').slice(-shownLines).join('\n');
    return new Error(`${name} did not start (${reason}). The end of ${log}:\n${end}`);
  }

  function send(signal: NodeJS.Signals): void {
    if (!running || running.isGone) return;
    const isForAll = ['SIGKILL', 'SIGSTOP', 'SIGCONT'].includes(signal);
    if (isForAll) signalGroup(running.pid, signal);
    else running.child.kill(signal);
  }

  return {
    name,
    kind,
    group,
    index,
    get pid() {
      return running?.pid;
    },
    get died() {
      return died.promise;
    },
    async start(signal) {
      if (running) return;
      await untilReady(await launch(), signal);
    },
    async stop() {
      const stopping = running;
      if (!stopping) return null;
      send(program.stopSignal ?? 'SIGTERM');
      send('SIGCONT'); // a paused process would not receive it
      const timer = setTimeout(() => send('SIGKILL'), program.stopTimeoutMs);
      const { code } = await stopping.ended;
      clearTimeout(timer);
      return code;
    },
    send,
  };
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function unsettled(): { promise: Promise<string>; resolve(reason: string): void } {
  let resolve: (reason: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
