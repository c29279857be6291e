import { isIP } from 'node:net';
import { parseOptions, readNumber, UsageError } from '@onsale/cli';

export interface Options {
  readonly url: URL;
  /** Where the same host answers without TLS. */
  readonly httpPort?: number;
  /** IP address to connect to instead of those of the name. */
  readonly address?: string;
  /** PEM file with an authority to trust. */
  readonly caFile?: string;
  /** The data folder, to find the operator token in. */
  readonly data?: string;
  readonly json: boolean;
}

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
      'http-port': { type: 'string' },
      address: { type: 'string' },
      ca: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const [address = '', ...more] = positionals;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (more.length > 0 || !url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('Say one address, like https://tickets.example.org.');
  }
  const { address: ip } = values;
  if (ip !== undefined && isIP(ip) === 0) throw new UsageError('--address takes an IP address.');
  const usual = url.protocol === 'https:' && url.port === '' ? 80 : undefined;
  const httpPort = readNumber('http-port', values['http-port'], [1, 65_535]) ?? usual;
  return {
    url: new URL(url.origin),
    ...(httpPort === undefined ? {} : { httpPort }),
    ...(ip === undefined ? {} : { address: ip }),
    ...(values.ca === undefined ? {} : { caFile: values.ca }),
    ...(values.data === undefined ? {} : { data: values.data }),
    json: values.json ?? false,
  };
}
