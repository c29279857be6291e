import type { Observations, Pauses, Verdict } from '@onsale/rehearse';

/** An update that was rolled out. Times are from the opening, in ms. */
export interface Rolled {
  readonly beginsMs: number;
  readonly endsMs: number;
  /** Where it was made so: old and new serve side by side, from when to when. */
  readonly mixedMs?: readonly [number, number];
  /** Verdicts on the roll itself. */
  readonly verdicts: readonly Verdict[];
}

/** Replaces every service and the pages while buyers come. */
export interface Roller {
  /** For the report: `this build, with extra content in its messages`. */
  readonly what: string;
  readonly hasPages: boolean;
  /** @param partMs to pass before it, and with old and new side by side */
  roll(record: Observations, pauses: Pauses, partMs: number): Promise<Rolled>;
}
