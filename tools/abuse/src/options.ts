import { parseOptions, readNumber, UsageError } from '@onsale/cli';

export interface Options {
  /** The address of a running install on this machine; without it, abuse starts an install. */
  readonly url?: string;
  readonly seconds: number;
  readonly requests: number;
  readonly seed: number;
}

const bounds = {
  minutes: [1, 120],
  requests: [1, 10_000_000],
  seed: [0, 4_294_967_295],
} as const;
const thisMachine = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Reads the command line.
 * @param someSeed where none was given
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[], someSeed: number): Options | 'help' {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      'may-ruin': { type: 'boolean' },
      minutes: { type: 'string' },
      requests: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 0) {
    throw new UsageError(
      `What is "${positionals[0]}"? The address of an install is given with --url.`,
    );
  }
  const { url } = values;
  if (url !== undefined) refuseUrl(url, values['may-ruin'] ?? false);
  return {
    ...(url === undefined ? {} : { url }),
    seconds: (readNumber('minutes', values.minutes, bounds.minutes) ?? 30) * 60,
    requests: readNumber('requests', values.requests, bounds.requests) ?? bounds.requests[1],
    seed: readNumber('seed', values.seed, bounds.seed) ?? someSeed,
  };
}

function refuseUrl(url: string, mayRuin: boolean): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' || !thisMachine.includes(parsed.hostname)) {
    throw new UsageError(
      `--url takes an install of this machine, like http://127.0.0.1:3000, not "${url}".`,
    );
  }
  if (!mayRuin) {
    throw new UsageError(
      `It fills ${url} with accounts, events and orders, and cancels and pays what it finds. If its data may be ruined, add --may-ruin; without --url it starts an install of its own.`,
    );
  }
}
