import { seededRandom } from '@onsale/load';

/**
 * What happens to a part.
 * - `kill`: `kill -9` of a process, or a pod deleted without grace; it is started again automatically
 * - `restart`: the pod of a store deleted, with a second before it is killed
 * - `pause`: `SIGSTOP`, like a frozen machine
 * - `cut`: a service loses the bus, as when a network fails
 * - `drain`: a node takes no more pods, and gives its pods away
 */
export type FaultKind = 'kill' | 'restart' | 'pause' | 'cut' | 'drain';

export interface Fault {
  readonly kind: FaultKind;
  /** A part; of `cut`, a service; in Kubernetes a workload; of `drain`, a node. */
  readonly target: string;
  /** From the opening. */
  readonly atMs: number;
  /** How long a `pause`, `cut` or `drain` lasts; 0 for the others. */
  readonly lastsMs: number;
}

/** Faults that all happen once. @param pick one of several, by chance */
export type Round = (pick: <T>(from: readonly T[]) => T) => readonly Omit<Fault, 'atMs'>[];

/** Shares of the rush: the first and the last fault. */
const [from, to] = [0.05, 0.9];

/**
 * Which fault hits which part at which time: each of a round once, then all of them again in a new
 * order while there is time. The same seed gives the same plan.
 * @param usualEveryMs between two faults, when there is time
 */
export function planFaults(
  seed: number,
  { seconds, usualEveryMs, round }: { seconds: number; usualEveryMs: number; round: Round },
): Fault[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const spanMs = seconds * 1000 * (to - from);
  const faults = shuffled(round(pick), random);
  const count = Math.max(faults.length, Math.floor(spanMs / usualEveryMs));
  while (faults.length < count) faults.push(...shuffled(round(pick), random));
  const everyMs = spanMs / count;
  return faults.slice(0, count).map((fault, index) => ({
    ...fault,
    atMs: seconds * 1000 * from + everyMs * (index + random()),
  }));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
