import type { Pauses } from '@onsale/rehearse';
import type { Fault, FaultKind, Round } from './plan-faults.js';

/**
 * What a drill breaks and watches recover: the processes of this machine, or the pods of a
 * namespace.
 */
export interface Target {
  /** What happens to it, a sentence. */
  readonly about: string;
  /** How a fault is called in the report. */
  readonly words: Readonly<Partial<Record<FaultKind, string>>>;
  /** Between two faults, when there is time. */
  readonly usualEveryMs: number;
  /** Each fault once, in any order. */
  readonly round: Round;
  /** Faults of one turn wait for each other. */
  turnOf(fault: Fault): string;
  /** Resolves when the fault's target serves, or after a while when it does not. */
  ready(fault: Fault, pauses: Pauses): Promise<void>;
  /** Resolves when the fault is over. @returns whether the part serves again */
  strike(fault: Fault, pauses: Pauses): Promise<boolean>;
  /** Resolves when everything serves. @throws Error when it does not in time */
  settled(pauses: Pauses): Promise<void>;
}
