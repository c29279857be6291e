import type { Sizes } from './options.js';
import type { Figures, Part } from './part.js';
import type { Stage } from './stage.js';
import { median } from './statistics.js';

/** One round of one part. */
interface Round {
  readonly figures: Figures;
  readonly violations: readonly string[];
}

export interface Measured {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly rounds: readonly Round[];
}

export interface BenchHooks {
  /** Waits for an idle machine. @throws BusyMachine */
  beforeRound(): Promise<void>;
  /** Is told what is done, for a person. */
  tell(line: string): void;
}

/**
 * Measures all parts in rounds, one part after the other in each, so that what changes on the
 * machine meets them alike. What builds on other parts has its rounds after theirs.
 */
export async function runBench(
  stage: Omit<Stage, 'found'>,
  parts: readonly Part[],
  sizes: Sizes,
  { beforeRound, tell }: BenchHooks,
): Promise<Measured[]> {
  const rounds = new Map<string, Round[]>(parts.map((part) => [part.name, []]));
  const found = (part: string, figure: string) => {
    const values = (rounds.get(part) ?? []).map(({ figures }) => figures[figure]);
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : median(known);
  };
  const independent = parts.filter((part) => !part.needs);
  const dependent = parts.filter((part) => part.needs);
  for (const group of [independent, dependent]) {
    if (group.length === 0) continue;
    for (let round = 1; round <= sizes.rounds; round += 1) {
      await beforeRound();
      for (const part of group) {
        stage.signal.throwIfAborted();
        const outcome = await part.measure({ ...stage, found });
        rounds.get(part.name)?.push(outcome);
        const value = outcome.figures.perSecond;
        const shown = value === undefined ? '' : `${Math.round(value)} ${part.unit}`;
        const wrong = outcome.violations.length > 0 ? '  VOID' : '';
        tell(`round ${round}/${sizes.rounds}  ${part.title.padEnd(40)} ${shown}${wrong}`);
      }
    }
  }
  return parts.map(({ name, title, unit }) => ({
    ...{ name, title, unit },
    rounds: rounds.get(name) ?? [],
  }));
}
