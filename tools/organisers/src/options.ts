import { isIP } from 'node:net';
import { parseOptions, readSiteUrl, UsageError } from '@onsale/cli';
import { isId } from '@onsale/contracts/values';
import { readWhere, type Where, whereOptions } from '@onsale/install';

/** A running install, by its address. */
export interface SiteOptions {
  /** Its origin. */
  readonly url: string;
  /** IP address to connect to instead of those of the name. */
  readonly address?: string;
  /** PEM file with an authority to trust. */
  readonly caFile?: string;
}

export interface Options extends Where {
  readonly what: 'list' | 'approve' | 'remove';
  /** Empty with `list`. */
  readonly accountIds: readonly string[];
  /** Without it, the database is used. */
  readonly site?: SiteOptions;
}

const mostAccounts = 100;

/**
 * Reads the command line.
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...whereOptions,
      url: { type: 'string' },
      address: { type: 'string' },
      ca: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const place = readWhere(values);
  const site = readSite(values);
  if (site && Object.keys(place).length > 0) {
    throw new UsageError(
      '--url alone: --data, --port and --kubernetes are for a database that is reached from here.',
    );
  }
  const where = { ...place, ...(site ? { site } : {}) };
  const [what = 'list', ...given] = positionals;
  if (what === 'list' && given.length === 0) return { what, accountIds: [], ...where };
  if (what !== 'approve' && what !== 'remove') {
    throw new UsageError(
      `There is no "${[what, ...given].join(' ')}": say approve or remove, or nothing.`,
    );
  }
  return { what, accountIds: readAccountIds(what, given), ...where };
}

function readSite({
  url: text,
  address,
  ca,
}: Partial<Record<'url' | 'address' | 'ca', string>>): SiteOptions | undefined {
  const url = text === undefined ? undefined : readSiteUrl(text);
  if (ca !== undefined && !url?.startsWith('https:')) {
    throw new UsageError('--ca is for an install at an https:// address: give it with --url.');
  }
  if (address !== undefined && isIP(address) === 0) {
    throw new UsageError('--address takes an IP address.');
  }
  if (url === undefined) {
    if (address !== undefined) throw new UsageError('--address is for the name in --url.');
    return undefined;
  }
  if (url.startsWith('http:') && !isOfThisMachine(address ?? new URL(url).hostname)) {
    throw new UsageError('--url must begin with https: the operator token goes there.');
  }
  return {
    url,
    ...(address === undefined ? {} : { address }),
    ...(ca === undefined ? {} : { caFile: ca }),
  };
}

const isOfThisMachine = (host: string) =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);

function readAccountIds(what: string, given: readonly string[]): string[] {
  if (given.length === 0) throw new UsageError(`Give the numbers of the accounts to ${what}.`);
  if (given.length > mostAccounts)
    throw new UsageError(`At most ${mostAccounts} accounts at once.`);
  const ids = given.map((text) => text.toLowerCase());
  const wrong = ids.find((id) => !isId(id));
  if (wrong !== undefined) {
    throw new UsageError(
      `"${wrong}" is not an account number, which is like 0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d20. Without a number, ./onsale organisers lists who waits.`,
    );
  }
  return [...new Set(ids)];
}
