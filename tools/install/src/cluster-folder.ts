import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { auditor } from '@onsale/infra/accounts';
import type { NatsAddress } from './addresses.js';

/** What the data folder of `npm run cluster` holds beside its PostgreSQL. */
export interface ClusterFolder {
  readonly nats: NatsAddress;
  /** The password of the role that a service's database belongs to. */
  passwordOf(service: string): string;
}

/**
 * What is in the data folder of a cluster of processes.
 * @returns undefined when it is not one: an embedded install has no NATS
 * @throws ToolError when it cannot be read, or whether it is one
 */
export async function clusterIn(folder: string): Promise<ClusterFolder | undefined> {
  const settings = join(folder, 'settings');
  const files = (await namesIn(settings)).filter((name) => /^nats-\d+\.conf$/.test(name));
  if (files.length === 0) return undefined;
  try {
    const texts = await Promise.all(files.map((name) => readFile(join(settings, name), 'utf8')));
    const servers = texts.map((text) => `nats://${/^listen: "([^"]+)"/m.exec(text)?.[1]}`);
    const secrets: Record<string, string> = JSON.parse(
      await readFile(join(folder, 'secrets.json'), 'utf8'),
    );
    return {
      nats: {
        servers,
        account: { user: auditor, password: secrets[`${auditor}NatsPassword`] ?? '' },
        // For servers that the previous version has started.
        token: secrets.natsToken ?? '',
      },
      passwordOf: (service) => secrets[`${service}DatabasePassword`] ?? '',
    };
  } catch (error) {
    throw new ToolError(
      `The cluster in ${folder} cannot be read: ${(error as Error).message}. Run as the user who runs it.`,
      { cause: error },
    );
  }
}

/** None of a folder that does not exist. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new ToolError(
      `Whether this is a cluster is unknown, because ${folder} cannot be read: ${message}. Run as the user who runs Onsale.`,
      { cause: error },
    );
  }
}
