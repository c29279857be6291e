import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RehearsalError } from './failure.js';
import { runningPostgres } from './postgres-of.js';

/** This checkout. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** An install to rehearse on. */
export interface Install {
  readonly url: string;
  readonly operatorToken: string;
  /** URLs of its databases by service; undefined where they are out of reach. */
  databases(): Promise<Readonly<Record<string, string>> | undefined>;
}

const services = ['orders', 'payments', 'tickets', 'auth', 'catalog', 'expiration', 'bus'];

const reachedWithinMs = 10_000;

/** @throws RehearsalError when nothing answers there, or something else than Onsale */
async function assertOnsale(url: string): Promise<void> {
  let found: unknown;
  try {
    const signal = AbortSignal.timeout(reachedWithinMs);
    const answer = await fetch(`${url}/api/events?limit=1`, { signal, redirect: 'manual' });
    found = await answer.json().catch(() => undefined);
    if (answer.status >= 500) return; // busy or ill: that is for the rehearsal to find out
  } catch (error) {
    const { cause, message } = error as Error;
    throw new RehearsalError(
      `Nothing answers at ${url} (${cause instanceof Error ? cause.message : message}). Is Onsale running there? Start it with: npm start`,
    );
  }
  if (!Array.isArray((found as { items?: unknown } | undefined)?.items)) {
    throw new RehearsalError(`What answers at ${url} is not Onsale. Check the address.`);
  }
}

/**
 * A running install. The token is in the environment, or in the data folder of an embedded install
 * of this checkout, whose databases can then be read too.
 * @throws RehearsalError when it does not answer or there is no token
 */
export async function findInstall(
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Install> {
  await assertOnsale(url);
  const folder = localDataFolder(url, environment);
  const given = environment.ONSALE_OPERATOR_TOKEN;
  const operatorToken = given ? given : folder && (await tokenIn(folder));
  if (!operatorToken) {
    throw new RehearsalError(
      `A rehearsal at ${url} needs its operator token: put it into the environment as ONSALE_OPERATOR_TOKEN.${folder ? ` (There is none in ${join(folder, 'secrets.json')}; where the data of this install is elsewhere, set ONSALE_DATA to it.)` : ''}`,
    );
  }
  return {
    url,
    operatorToken,
    databases: async () => (folder ? databasesIn(folder) : undefined),
  };
}

export async function databasesIn(
  folder: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const postgres = await runningPostgres(folder);
  return postgres && Object.fromEntries(services.map((name) => [name, postgres.url(name)]));
}

/** Where an embedded install of this checkout keeps its data, if the URL is one of this machine. */
function localDataFolder(
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { hostname, port, protocol } = new URL(url);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return undefined;
  const { ONSALE_DATA: data } = environment;
  if (data) return resolve(data);
  return join(root, '.onsale', port === '' ? (protocol === 'https:' ? '443' : '80') : port);
}

export async function tokenIn(folder: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(folder, 'secrets.json'), 'utf8');
    return (JSON.parse(text) as { operatorToken?: string }).operatorToken;
  } catch {
    return undefined;
  }
}
