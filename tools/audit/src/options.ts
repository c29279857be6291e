import { parseOptions, readNumber } from '@onsale/cli';
import { readWhere, type Where, whereOptions } from '@onsale/install';

export interface Options extends Where {
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
      ...whereOptions,
      acknowledged: { type: 'string' },
      event: { type: 'string' },
      patience: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const { acknowledged, event: eventId } = values;
  const patience = readNumber('patience', values.patience, [0, 3_600]);
  return {
    ...readWhere(values),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(patience === undefined ? {} : { patienceMs: patience * 1000 }),
    json: values.json ?? false,
  };
}
