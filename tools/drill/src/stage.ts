import type { Cluster } from '@onsale/cluster';
import {
  type Install,
  type Meanwhile,
  type Observations,
  type Pauses,
  type Plan,
  type Rehearsal,
  rehearse,
} from '@onsale/rehearse';
import type { Pair } from './pair.js';

/** An install under test, and the receiver of progress messages. */
export interface Stage {
  readonly install: Install;
  /** Folder for its files. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Receives each step, for a person. */
  readonly say: (step: string) => void;
  /** Receives a line a second during a rush. */
  readonly tell: (line: string) => void;
}

/** A cluster on this machine, which is only there for the drill. */
export interface OwnStage extends Stage {
  readonly cluster: Cluster;
  /** Its databases, where they are on two servers. */
  readonly pair: Pair | undefined;
  /** A message without an acknowledgement goes to another process after this time. */
  readonly ackWaitMs: number;
}

/** On a busy machine messages are in transit for a while. */
const patienceMs = 60_000;

/** A rush on the cluster, with two audits after it, while something is done to the cluster. */
export function rush(
  { install, folder, signal, say, tell }: Stage,
  plan: Plan,
  meanwhile: Meanwhile,
): Promise<Rehearsal> {
  const own = undefined;
  return rehearse({ install, own, plan, folder, patienceMs, signal, meanwhile, say, tell });
}

/** Resolves at this time from the opening, or when all waits are ended. */
export const until = (record: Observations, pauses: Pauses, atMs: number): Promise<void> =>
  pauses.wait(record.openedMs + atMs - performance.now());
