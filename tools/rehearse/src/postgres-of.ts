import { join } from 'node:path';
import { type EmbeddedPostgresServer, inspectEmbeddedPostgres } from '@onsale/infra';

/** Where the PostgreSQL of a data folder keeps its files; another folder when that one is closed. */
export async function postgresFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'postgres');
  return (await inspectEmbeddedPostgres(folder))?.parent ?? folder;
}

/** The running PostgreSQL of a data folder; undefined when none is found. */
export async function runningPostgres(
  dataFolder: string,
): Promise<EmbeddedPostgresServer | undefined> {
  try {
    return (await inspectEmbeddedPostgres(join(dataFolder, 'postgres')))?.server;
  } catch {
    return undefined; // not ours to read
  }
}
