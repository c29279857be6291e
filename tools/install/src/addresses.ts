import { ToolError } from '@onsale/cli';
import { auditor } from '@onsale/infra/accounts';
import { databaseNames } from './databases.js';
import type { Environment } from './folder.js';

/** Where the NATS of a cluster is. */
export interface NatsAddress {
  /** Like `nats://host:4222`, at least one. */
  readonly servers: readonly string[];
  readonly account?: { readonly user: string; readonly password: string };
  readonly token?: string;
  /** For servers with TLS whose certificate does not name their address: its authority and its name. */
  readonly tls?: { readonly ca: string; readonly servername: string };
}

/**
 * The databases that the environment names (`ONSALE_ORDERS_DATABASE_URL` …), by service.
 * @returns undefined when it names none
 * @throws ToolError when it names one that does not exist
 */
export function urlsIn(environment: Environment): Record<string, string> | undefined {
  const urls: Record<string, string> = {};
  for (const [variable, url] of Object.entries(environment)) {
    const [, name] = /^ONSALE_(\w+)_DATABASE_URL$/.exec(variable) ?? [];
    if (name === undefined || !url) continue;
    const database = databaseNames.find((one) => one === name.toLowerCase());
    if (!database) {
      throw new ToolError(
        `${variable}: there is no such database. There are: ${databaseNames.join(', ')}.`,
      );
    }
    urls[database] = url;
  }
  return Object.keys(urls).length === 0 ? undefined : urls;
}

/**
 * The NATS that the environment names (`ONSALE_NATS_URL`, with the password of the account
 * `audit` in `ONSALE_NATS_PASSWORD`, or `ONSALE_NATS_TOKEN`).
 * @returns undefined when it names none
 * @throws ToolError when that is no address
 */
export function natsIn(environment: Environment): NatsAddress | undefined {
  const {
    ONSALE_NATS_URL: url,
    ONSALE_NATS_PASSWORD: password,
    ONSALE_NATS_TOKEN: token,
  } = environment;
  if (!url) return undefined;
  const servers = url.split(',').map((server) => server.trim());
  if (!servers.every((server) => /^(nats|tls):\/\/[^\s/@]+$/.test(server))) {
    throw new ToolError(
      'ONSALE_NATS_URL must be like nats://host:4222, several separated by commas; the password of the account audit goes into ONSALE_NATS_PASSWORD.',
    );
  }
  return {
    servers,
    ...(password ? { account: { user: auditor, password } } : {}),
    ...(token ? { token } : {}),
  };
}
