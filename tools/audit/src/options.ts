import { parseOptions, readNumber, UsageError } from '@onsale/cli';

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

/**
 * Reads the command line.
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseOptions({
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
  });
  if (values.help) return 'help';
  const { data, acknowledged, event: eventId } = values;
  const port = readNumber('port', values.port, [1, 65_535]);
  const patience = readNumber('patience', values.patience, [0, 3_600]);
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
