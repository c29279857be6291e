import type { PartView } from '@onsale/cluster';
import { seededRandom } from '@onsale/load';

/**
 * What happens to a cluster.
 * - `kill`: `kill -9`; it is restarted automatically
 * - `pause`: `SIGSTOP`, like a frozen machine
 * - `cut`: a service loses the bus, as when a network fails
 */
type FaultKind = 'kill' | 'pause' | 'cut';

export interface Fault {
  readonly kind: FaultKind;
  /** A part; of `cut`, a service. */
  readonly target: string;
  /** From the opening. */
  readonly atMs: number;
  /** Of `pause` and `cut`. */
  readonly lastsMs: number;
}

export type Target = Pick<PartView, 'name' | 'kind' | 'group'>;

/** Between two faults, when there is time. */
const usualEveryMs = 3_000;
/** Shares of the rush: the first and the last fault. */
const [from, to] = [0.05, 0.9];
/** Longer than the bus waits for an answer. */
const ackWaits = 1.4;

/**
 * Which fault hits which part at which time: each kind at least once, then all of them again in a
 * new order while there is time. The same seed gives the same plan.
 */
export function planFaults(
  seed: number,
  {
    seconds,
    ackWaitMs,
    targets,
  }: { seconds: number; ackWaitMs: number; targets: readonly Target[] },
): Fault[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const lastsMs = ackWaits * ackWaitMs;
  const hit = targets.filter(({ kind }) => kind !== 'nginx' && kind !== 'bus-line');
  const groups = [...new Set(hit.map(({ group }) => group))];
  const services = hit.filter(({ kind }) => kind === 'service');
  const round = () =>
    shuffled<Omit<Fault, 'atMs'>>(
      [
        ...groups.map((group) => ({
          kind: 'kill' as const,
          target: pick(hit.filter((part) => part.group === group)).name,
          lastsMs: 0,
        })),
        { kind: 'pause', target: pick(services).name, lastsMs },
        { kind: 'cut', target: pick(services).group, lastsMs },
      ],
      random,
    );
  const spanMs = seconds * 1000 * (to - from);
  const first = round();
  const count = Math.max(first.length, Math.floor(spanMs / usualEveryMs));
  const faults = [...first];
  while (faults.length < count) faults.push(...round());
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
