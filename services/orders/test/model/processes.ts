import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '@onsale/testing';
import type { ProcessConfig } from './orders-process.js';

const source = new URL('orders-process.ts', import.meta.url);
/** For three processes that start at once on a busy machine. */
const startMs = 90_000;
const stopMs = 30_000;

export interface OrdersProcess {
  readonly url: string;
  /** Sends SIGKILL: the process ends without closing anything. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the service in a separate process. */
export async function startProcess(config: ProcessConfig): Promise<OrdersProcess> {
  const child = fork(await builtProgram(source), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  child.send(config);
  const url = await firstMessage(child, exited);
  const end = async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await exited;
    clearTimeout(timer);
  };
  return {
    url,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await end();
    },
  };
}

async function firstMessage(child: ChildProcess, exited: Promise<unknown>): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), startMs);
  try {
    const gone = exited.then(() => {
      throw new Error('the process ended before it served');
    });
    const [url] = (await Promise.race([once(child, 'message'), gone])) as [string];
    return url;
  } finally {
    clearTimeout(timer);
  }
}
