import { parseArgs } from 'node:util';

/** What was typed cannot be done; the message says why, for a person. */
export class UsageError extends Error {}

export interface Options {
  /** The data folder of an embedded install. */
  readonly data?: string;
  /** Whose data folder is meant, when none is named. */
  readonly port?: number;
  /** File of acknowledged orders, an id a line. */
  readonly acknowledged?: string;
  readonly eventId?: string;
  readonly patienceMs?: number;
  readonly json: boolean;
}

/** Bounds, inclusive. */
const bounds = { port: [1, 65_535], patience: [0, 3_600] } as const;

/**
 * Reads the command line.
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const { data, acknowledged, event: eventId } = values;
  const port = readNumber('port', values.port);
  const patience = readNumber('patience', values.patience);
  if (data !== undefined && port !== undefined) {
    throw new UsageError('--data or --port, not both: a port only stands for its data folder.');
  }
  return {
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(patience === undefined ? {} : { patienceMs: patience * 1000 }),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        acknowledged: { type: 'string' },
        event: { type: 'string' },
        patience: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(name: keyof typeof bounds, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [least, most] = bounds[name];
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}
