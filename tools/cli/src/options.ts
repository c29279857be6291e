import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './errors.js';

/**
 * Node's `parseArgs`.
 * @throws UsageError
 */
export function parseOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [what] = (error as Error).message.split('. '); // the rest is for programmers
    throw new UsageError(`${what?.replace(/\.$/, '')}.`);
  }
}

/**
 * The whole number of an option; undefined when it was not given.
 * @param bounds inclusive
 * @throws UsageError
 */
export function readNumber(
  name: string,
  text: string | undefined,
  [least, most]: readonly [number, number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/**
 * The origin that --url names.
 * @throws UsageError
 */
export function readSiteUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--url takes an address like https://tickets.example.org, not "${text}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--url takes no password: others on this machine could read it.');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`--url takes the address of the site alone: ${url.origin}`);
  }
  return url.origin;
}
