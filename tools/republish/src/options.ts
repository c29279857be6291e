import { parseOptions, UsageError } from '@onsale/cli';
import { readWhere, serviceNames, type Where, whereOptions } from '@onsale/install';

export interface Options extends Where {
  /** Undefined: all of them. */
  readonly service: string | undefined;
  /** Rows written into the outbox from here on … */
  readonly since: Date;
  /** … and before then. */
  readonly until: Date;
  readonly dryRun: boolean;
}

/**
 * Reads the command line.
 * @param keptDays how long an outbox keeps what it has published
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(
  args: readonly string[],
  now: Date,
  keptDays: number,
): Options | 'help' {
  const { values } = parseOptions({
    args: [...args],
    options: {
      ...whereOptions,
      service: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      'dry-run': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const where = readWhere(values);
  const since = readTime('since', values.since);
  const until = values.until === undefined ? now : readTime('until', values.until);
  if (since > now) throw new UsageError(`--since is in the future: it is ${shown(now)} now.`);
  const oldest = new Date(now.getTime() - keptDays * 86_400_000);
  if (since < oldest) {
    throw new UsageError(
      `--since is longer ago than ${keptDays} days, and what was published before is no longer kept. The earliest is ${shown(oldest)}.`,
    );
  }
  if (until <= since) throw new UsageError('--until must be later than --since.');
  return {
    ...{ service: readService(values.service), since, until, dryRun: values['dry-run'] ?? false },
    ...where,
  };
}

const known = `${serviceNames.join(', ')}, and "all"`;

function readService(name: string | undefined): string | undefined {
  if (name === undefined) throw new UsageError(`--service is needed. There are: ${known}.`);
  if (name === 'all') return undefined;
  if (serviceNames.some((one) => one === name)) return name;
  throw new UsageError(`There is no service "${name}". There are: ${known}.`);
}

/** A day, a time to the minute or finer, and a zone, so that no clock is assumed. */
const instant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function readTime(name: string, text: string | undefined): Date {
  const example = '2026-11-25T10:00Z or 2026-11-25T11:00+01:00';
  if (text === undefined) throw new UsageError(`--${name} is needed: a time like ${example}.`);
  const time = new Date(instant.test(text) ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(`--${name} takes a time with its zone, like ${example}, not "${text}".`);
}

/** Rounded up, so that the shown value is a valid one. */
const shown = (time: Date) =>
  new Date(Math.ceil(time.getTime() / 60_000) * 60_000).toISOString().replace(':00.000Z', 'Z');
