import { setTimeout as pause } from 'node:timers/promises';
import type { Kind } from './part.js';
import type { Keeper } from './supervisor.js';

const pollMs = 50;

export interface PartView {
  /** `orders-2`, `nats-1`, `postgres`. */
  readonly name: string;
  readonly kind: Kind;
  /** `orders`, `nats`: what `cut` and `mend` take. */
  readonly group: string;
  readonly index: number;
  /** undefined while it does not run. */
  readonly pid: number | undefined;
  readonly state: Keeper['state'];
}

/** Controls of a running cluster. Each throws an Error for an unknown part. */
export interface Controls {
  parts(): PartView[];
  /** `kill -9`. It restarts automatically, unless it is to stay down until `startPart`. */
  kill(name: string, options?: { stayDown?: boolean }): Promise<void>;
  /** `SIGSTOP`: it freezes, and its connections stay open. */
  pause(name: string): void;
  resume(name: string): void;
  /** Stops it in good order, and it stays down. @returns its exit code, if it has one */
  stopPart(name: string): Promise<number | null>;
  /** Resolves when it serves. */
  startPart(name: string): Promise<void>;
  /**
   * Resolves when it serves again. A stopping instance keeps serving for a while, and then nginx skips
   * it: no request is lost.
   */
  restart(name: string): Promise<void>;
  /** From its next start on, a service or page process runs from another, built checkout. */
  useBuild(name: string, checkout: string): void;
  /** Cuts all instances of a service from the bus. Requires `cuttable` at the cluster's start. */
  cut(service: string): void;
  mend(service: string): void;
  /** Resolves when everything that is wanted runs. @throws Error when it does not in time */
  settled(options?: { timeoutMs?: number }): Promise<void>;
}

/** @param builds checkouts by the name of the part */
export function controls(
  keepers: readonly Keeper[],
  { builds }: { builds: Map<string, string> },
): Controls {
  const find = (name: string): Keeper => {
    const found = keepers.find(({ part }) => part.name === name);
    if (found) return found;
    const known = keepers.map(({ part }) => part.name).join(', ');
    throw new Error(`There is no part "${name}". There are: ${known}`);
  };
  const lineOf = (service: string) => {
    const name = `${service}-bus`;
    if (keepers.some(({ part }) => part.name === name)) return find(name).part;
    throw new Error(
      `"${service}" cannot be cut from the bus: the cluster was started without "cuttable".`,
    );
  };
  return {
    parts: () =>
      keepers.map(({ part: { name, kind, group, index, pid }, state }) => ({
        name,
        kind,
        group,
        index,
        pid,
        state,
      })),
    async kill(name, { stayDown = false } = {}) {
      const keeper = find(name);
      if (stayDown) keeper.leaveDown();
      keeper.part.send('SIGKILL');
      if (stayDown) await keeper.part.stop();
    },
    pause: (name) => find(name).part.send('SIGSTOP'),
    resume: (name) => find(name).part.send('SIGCONT'),
    stopPart: (name) => find(name).down(),
    startPart: (name) => find(name).up(),
    async restart(name) {
      const keeper = find(name);
      await keeper.down();
      await keeper.up();
    },
    useBuild: (name, checkout) => void builds.set(find(name).part.name, checkout),
    cut: (service) => lineOf(service).send('SIGSTOP'),
    mend: (service) => lineOf(service).send('SIGCONT'),
    async settled({ timeoutMs = 60_000 } = {}) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const open = keepers.filter(({ isWanted, state }) => isWanted && state !== 'up');
        if (open.length === 0) return;
        if (performance.now() > deadline) {
          throw new Error(`Not up: ${open.map(({ part }) => part.name).join(', ')}`);
        }
        await pause(pollMs);
      }
    },
  };
}
