import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram, killNow } from '@onsale/testing';

/** Starts a process that takes a timer and never finishes it. Resolves when it has taken it. */
export async function startTimersOwner(url: string) {
  const owner = spawn(
    process.execPath,
    [await builtProgram(new URL('timers-owner.ts', import.meta.url)), url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = (await once(owner.stdout, 'data')) as [Buffer];
  return {
    timerId: said.toString().trim(),
    kill: () => killNow(owner),
  };
}
