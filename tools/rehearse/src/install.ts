import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  databaseNames,
  dataFolder,
  type Environment,
  type NatsAddress,
  natsIn,
  operatorTokenIn,
  urlsIn,
} from '@onsale/install';
import { createClient, parentOf, TransportError } from '@onsale/load';
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
  /** Of an embedded install on this machine. */
  processes?(): Promise<InstallProcesses | undefined>;
  /** Of a cluster. */
  readonly nats?: NatsAddress;
}

const reachedWithinMs = 10_000;

/** @throws RehearsalError when nothing answers there, or something else than Onsale */
async function assertOnsale(url: string, ca: { readonly ca?: string }): Promise<void> {
  const client = createClient({ url, ...ca, connections: 1, timeoutMs: reachedWithinMs });
  try {
    const answer = await client.send({ method: 'GET', path: '/api/events?limit=1' });
    if (answer.status >= 500) return; // busy or ill: that is for the rehearsal to find out
    if (!isListOfEvents(answer.body)) {
      throw new RehearsalError(`What answers at ${url} is not Onsale. Check the address.`);
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
    if (code !== undefined && untrusted.test(code)) {
      throw new RehearsalError(
        `The certificate of ${url} is not trusted (${message}). If its authority is your own, give its certificate with --ca FILE.`,
      );
    }
    throw new RehearsalError(
      `Nothing answers at ${url} (${message}). Is Onsale running there? Start it with: npm start`,
    );
  } finally {
    await client.close();
  }
}

/** Node's error codes for certificates without a known authority. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_/;

function isListOfEvents(body: string): boolean {
  try {
    return Array.isArray((JSON.parse(body) as { items?: unknown } | null)?.items);
  } catch {
    return false;
  }
}

/** @throws RehearsalError when it is not a file of certificates */
async function readCertificates(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    new X509Certificate(text); // TLS itself passes over what it cannot read
    return text;
  } catch (error) {
    throw new RehearsalError(
      `${path} cannot be read as a certificate (PEM): ${(error as Error).message}. Give another file with --ca.`,
    );
  }
}

/**
 * A running install. The token is in the environment, or in the data folder of an embedded install
 * of this checkout, whose databases can then be read too. Those of a cluster, and its NATS, are
 * named in the environment.
 * @param caFile certificates (PEM) that are trusted beside the usual ones
 * @throws RehearsalError when it does not answer or there is no token
 */
export async function findInstall(
  url: string,
  environment: Environment,
  caFile?: string,
): Promise<Install> {
  const urls = urlsIn(environment);
  const nats = natsIn(environment);
  const ca = caFile === undefined ? {} : { ca: await readCertificates(caFile) };
  await assertOnsale(url, ca);
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

/** Where an embedded install of this checkout keeps its data, if the URL is one of this machine. */
function localDataFolder(url: string, environment: Environment): string | undefined {
  const { hostname, port, protocol } = new URL(url);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return undefined;
  const usual = protocol === 'https:' ? '443' : '80';
  return dataFolder({}, { PORT: port === '' ? usual : port, ONSALE_DATA: environment.ONSALE_DATA });
}
