import type { Outcome, Part } from './part.js';
import type { Stage } from './stage.js';
import { median } from './statistics.js';

/** A part with the results of its rounds. */
export interface Measured {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly rounds: readonly Outcome[];
}

/**
 * Measures all parts in rounds, one part after the other in each and every second time from the
 * last to the first, so that what changes on the machine meets them alike. What builds on other
 * parts has its rounds after theirs.
 * @param beforeRound waits for an idle machine
 */
export async function runBench(
  given: Omit<Stage, 'found'>,
  parts: readonly Part[],
  beforeRound: () => Promise<void>,
): Promise<Measured[]> {
  const { signal, sizes, tell } = given;
  const outcomes = new Map<string, Outcome[]>(parts.map((part) => [part.name, []]));
  const found: Stage['found'] = (part, figure) => medianOf(outcomes.get(part) ?? [], figure);
  const stage = { ...given, found };
  for (const part of parts) await part.prepare?.(stage);
  const groups = [parts.filter((part) => !part.needs), parts.filter((part) => part.needs)];
  for (const group of groups.filter((one) => one.length > 0)) {
    for (let round = 1; round <= sizes.rounds; round += 1) {
      await beforeRound();
      for (const part of round % 2 === 1 ? group : group.toReversed()) {
        signal.throwIfAborted();
        if (round > (part.rounds ?? round)) continue;
        const outcome = await part.measure(stage);
        outcomes.get(part.name)?.push(outcome);
        tell(`round ${round} of ${sizes.rounds}  ${part.title.padEnd(40)} ${brief(part, outcome)}`);
      }
    }
  }
  return parts.map(({ name, title, unit }) => ({
    ...{ name, title, unit },
    rounds: outcomes.get(name) ?? [],
  }));
}

/** Median of a figure over rounds; undefined when none has it. */
export function medianOf(
  rounds: readonly Pick<Outcome, 'figures'>[],
  figure: string,
): number | undefined {
  const values = rounds.map(({ figures }) => figures[figure]);
  const known = values.filter((value) => value !== undefined && Number.isFinite(value));
  return known.length === 0 ? undefined : median(known as number[]);
}

/** The same of a part by its name. */
export const figureOf = (measured: readonly Measured[], part: string, figure: string) =>
  medianOf(measured.find(({ name }) => name === part)?.rounds ?? [], figure);

function brief({ unit }: Part, { figures, violations }: Outcome): string {
  const rate = `${Math.round(figures.perSecond ?? 0)} ${unit}`;
  return violations.length > 0 ? `${rate}  VOID: ${violations[0]}` : rate;
}
