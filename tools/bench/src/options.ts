import { parseArgs } from 'node:util';
import { UsageError } from '@onsale/cli';

export type Mode = 'quick' | 'default' | 'full';

/** How much is measured. */
export interface Sizes {
  readonly rounds: number;
  readonly measureMs: number;
  readonly warmUpMs: number;
  /** The warm-up takes longer, up to four times, until it has sent this many. */
  readonly warmUpRequests: number;
  readonly buyers: number;
  /** Events in the set `many`. */
  readonly events: number;
  /** Viewers of live stock. */
  readonly viewers: number;
  /** Past orders; 0: not measured. */
  readonly pastOrders: number;
  /** Whether to measure only one of the parts that share their code. */
  readonly isTrial: boolean;
  /** Events whose page has had no request yet. */
  readonly sitePages: number;
  /** Page requests a second beside holds. */
  readonly pagesBeside: number;
  /** Page views after which memory is measured. */
  readonly views: number;
  /** Browsers that buy at once. */
  readonly browsers: number;
}

export const sizesOf: Readonly<Record<Mode, Sizes>> = {
  quick: {
    rounds: 1,
    measureMs: 200,
    warmUpMs: 100,
    warmUpRequests: 0,
    buyers: 1_000,
    events: 20,
    viewers: 30,
    pastOrders: 200,
    isTrial: true,
    sitePages: 100,
    pagesBeside: 50,
    views: 400,
    browsers: 5,
  },
  default: {
    rounds: 3,
    measureMs: 2_500,
    warmUpMs: 1_000,
    warmUpRequests: 10_000,
    buyers: 60_000,
    events: 10_000,
    viewers: 10_000,
    pastOrders: 0,
    isTrial: false,
    sitePages: 3_000,
    pagesBeside: 2_000,
    views: 200_000,
    browsers: 1_000,
  },
  full: {
    rounds: 5,
    measureMs: 4_000,
    warmUpMs: 1_500,
    warmUpRequests: 20_000,
    buyers: 100_000,
    events: 10_000,
    viewers: 10_000,
    pastOrders: 10_000_000,
    isTrial: false,
    sitePages: 4_000,
    pagesBeside: 2_000,
    views: 200_000,
    browsers: 1_000,
  },
};

export interface Options {
  readonly mode: Mode;
  /** Names of parts, as they were given; undefined: all. */
  readonly only?: readonly string[];
  readonly anyway: boolean;
  readonly keep: boolean;
}

/**
 * Reads the command line.
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  if (values.quick && values.full) throw new UsageError('Either --quick or --full, not both.');
  const mode = values.quick ? 'quick' : values.full ? 'full' : 'default';
  const only = values.only?.split(',').map((name) => name.trim());
  return {
    mode,
    ...(only ? { only } : {}),
    anyway: values.anyway ?? false,
    keep: values.keep ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        full: { type: 'boolean' },
        only: { type: 'string' },
        anyway: { type: 'boolean' },
        keep: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
