import type { Stage } from './stage.js';

/** What one round of a part gave: rates a second, times in milliseconds where the name says Ms. */
export type Figures = Readonly<Record<string, number | undefined>>;

export interface Outcome {
  readonly figures: Figures;
  /** Violations, a sentence each. One makes the run void. */
  readonly violations: readonly string[];
}

/** One thing that is measured, once a round. */
export interface Part {
  readonly name: string;
  /** The text in the table. */
  readonly title: string;
  /** The unit of `perSecond`. */
  readonly unit: string;
  /** Other parts whose figures it builds on; it runs after their rounds. */
  readonly needs?: readonly string[];
  /** Another part that the same code measures, with other numbers: `--quick` tries that one alone. */
  readonly like?: string;
  /** It has fewer rounds than the others, because one takes long. */
  readonly rounds?: number;
  /** Runs once, before the rounds. */
  prepare?(stage: Stage): Promise<void>;
  measure(stage: Stage): Promise<Outcome>;
}
