/** What a report is made of. */
export type Block = Text | Verdict | Figures | Table | Bars | Lines;

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

interface Text {
  readonly kind: 'text';
  readonly text: string;
}

interface Verdict {
  readonly kind: 'verdict';
  readonly good: boolean;
  readonly text: string;
}

/** Big numbers in a row. */
export interface Figures {
  readonly kind: 'figures';
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    readonly note?: string;
  }[];
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns to align right. */
  readonly numeric?: readonly number[];
}

export interface Bars {
  readonly kind: 'bars';
  readonly caption: string;
  readonly unit: string;
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    /** Least and greatest of the rounds. */
    readonly low?: number;
    readonly high?: number;
    readonly note?: string;
    readonly emphasis?: boolean;
  }[];
}

export interface Lines {
  readonly kind: 'lines';
  readonly caption: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ascending. */
  readonly x: readonly number[];
  readonly series: readonly {
    readonly label: string;
    /** One for each x; null leaves a gap. */
    readonly values: readonly (number | null)[];
  }[];
  readonly logY?: boolean;
  /** The values are milliseconds, and are shown as such: "250 ms", "2 s". */
  readonly ms?: boolean;
  /** Moments to point out, each with a line from top to bottom. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}
