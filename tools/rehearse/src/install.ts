import { join } from 'node:path';
import {
  assertOnsale,
  databaseNames,
  type Environment,
  localDataFolder,
  type NatsAddress,
  natsIn,
  operatorTokenIn,
  readCertificates,
  urlsIn,
} from '@onsale/install';
import { parentOf } from '@onsale/load';
import { RehearsalError } from './failure.js';
import { runningPostgres } from './postgres-of.js';
import type { InstallProcesses } from './processes.js';

/** An install to rehearse on. */
export interface Install {
  readonly url: string;
  /** Certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  readonly operatorToken: string;
  /** URLs of its databases by service; undefined where they are out of reach. */
  databases(): Promise<Readonly<Record<string, string>> | undefined>;
  /** The processes of an embedded install on this machine. */
  processes?(): Promise<InstallProcesses | undefined>;
  /** The NATS of a cluster. */
  readonly nats?: NatsAddress;
}

/**
 * A running install. The token is in the environment, or in the data folder of an embedded install
 * of this checkout, whose databases can then be read too. Those of a cluster, and its NATS, are
 * named in the environment.
 * @param caFile certificates (PEM) that are trusted beside the usual ones
 * @throws ToolError when it does not answer or there is no token
 */
export async function findInstall(
  url: string,
  environment: Environment,
  caFile?: string,
): Promise<Install> {
  const urls = urlsIn(environment);
  const nats = natsIn(environment);
  const ca = caFile === undefined ? {} : { ca: await readCertificates(caFile) };
  await assertOnsale({ url, ...ca });
  const folder = localDataFolder(url, environment);
  const given = environment.ONSALE_OPERATOR_TOKEN;
  const operatorToken = given ? given : folder && (await operatorTokenIn(folder));
  if (!operatorToken) {
    throw new RehearsalError(
      `A rehearsal at ${url} needs its operator token: put it into the environment as ONSALE_OPERATOR_TOKEN.${folder ? ` (There is none in ${join(folder, 'secrets.json')}; where the data of this install is elsewhere, set ONSALE_DATA to it.)` : ''}`,
    );
  }
  return {
    ...{ url, ...ca, operatorToken, ...(nats ? { nats } : {}) },
    databases: async () => urls ?? (folder ? databasesIn(folder) : undefined),
    ...(folder ? { processes: () => processesIn(folder) } : {}),
  };
}

/** The process that started its PostgreSQL is the install. */
export async function processesIn(folder: string): Promise<InstallProcesses | undefined> {
  const postgres = await runningPostgres(folder);
  const main = postgres && (await parentOf(postgres.pid));
  return !postgres || main === undefined || main === 1
    ? undefined
    : { main, postgres: postgres.pid };
}

export async function databasesIn(
  folder: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const postgres = await runningPostgres(folder);
  return postgres?.readerUrls(databaseNames);
}
