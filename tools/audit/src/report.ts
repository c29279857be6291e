/** One thing that is wrong. */
export interface Finding {
  /** Name of the check. */
  readonly check: string;
  /** A sentence for a person, with ids. */
  readonly text: string;
  readonly ids: readonly string[];
}

export interface CheckResult {
  readonly check: string;
  /** What must hold, one line. */
  readonly rule: string;
  /** How many things were looked at. */
  readonly looked: number;
  /** How many are wrong, those included that are not among the findings. */
  readonly found: number;
  /** The first of them, at most `shownFindings`. */
  readonly findings: readonly Finding[];
}

export interface AuditReport {
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly seconds: number;
  readonly clean: boolean;
  readonly checks: readonly CheckResult[];
  /** Nothing ran on the databases, so the audit did not wait. */
  readonly atRest: boolean;
  /** The services whose databases were read. */
  readonly databases: readonly string[];
  /** Where the subscriptions of the bus were looked at; null: nowhere. */
  readonly bus: 'database' | 'nats' | null;
}

export const shownFindings = 20;

/** One check while it runs: counts everything, and keeps as many findings as are shown. */
export class Check {
  looked = 0;
  found = 0;
  readonly #findings: Finding[] = [];

  constructor(
    readonly name: string,
    public rule: string,
  ) {}

  find(text: string, ids: readonly string[]): void {
    this.found += 1;
    if (this.#findings.length < shownFindings) {
      this.#findings.push({ check: this.name, text, ids });
    }
  }

  result(): CheckResult {
    const { name: check, rule, looked, found } = this;
    return { check, rule, looked, found, findings: this.#findings };
  }
}
