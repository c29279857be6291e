/** What one check found; `unknown` when it could not be checked from here. */
export interface Finding {
  readonly outcome: 'right' | 'wrong' | 'unknown';
  /** The subject of the check, in a word or two: `compression`. */
  readonly check: string;
  /** A sentence. */
  readonly says: string;
  /** How to fix it. */
  readonly mend?: string;
}

export const right = (check: string, says: string): Finding => ({ outcome: 'right', check, says });
export const unknown = (check: string, says: string): Finding => ({
  ...{ outcome: 'unknown', check, says },
});
export const wrong = (check: string, says: string, mend: string): Finding => ({
  ...{ outcome: 'wrong', check, says, mend },
});
