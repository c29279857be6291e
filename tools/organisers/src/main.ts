import { exitCodes, runTool, ToolError } from '@onsale/cli';
import { createDatabase } from '@onsale/infra';
import {
  assertOnsale,
  localDataFolder,
  openInstall,
  operatorTokenIn,
  readCertificates,
} from '@onsale/install';
import { createClient } from '@onsale/load';
import { createLogger } from '@onsale/runtime';
import { answer } from './answer.js';
import { help } from './help.js';
import { inDatabase } from './in-database.js';
import { type Options, readOptions, type SiteOptions } from './options.js';
import { throughSite } from './through-site.js';

const statementTimeoutMs = 30_000;
const requestTimeoutMs = 15_000;

await runTool({
  ...{ name: 'organisers', help, readOptions },
  async run(options, signal) {
    const { site } = options;
    process.stdout.write(
      await (site ? answerThrough(site, options) : answerInDatabase(options, signal)),
    );
    return exitCodes.good;
  },
});

async function answerThrough(options: SiteOptions, what: Options): Promise<string> {
  const { url, address, caFile } = options;
  const token =
    process.env.ONSALE_OPERATOR_TOKEN ||
    (address === undefined ? await localToken(url) : undefined);
  if (!token) {
    throw new ToolError(
      `Approvals at ${url} need its operator token: put it into the environment as ONSALE_OPERATOR_TOKEN.`,
    );
  }
  const site = {
    url,
    ...(address === undefined ? {} : { address }),
    ...(caFile === undefined ? {} : { ca: await readCertificates(caFile) }),
  };
  await assertOnsale(site);
  const client = createClient({ ...site, connections: 1, timeoutMs: requestTimeoutMs });
  try {
    return await answer(await throughSite(client, url, token), what);
  } finally {
    await client.close();
  }
}

async function localToken(url: string): Promise<string | undefined> {
  const folder = localDataFolder(url, process.env);
  return folder && operatorTokenIn(folder);
}

async function answerInDatabase(options: Options, signal: AbortSignal): Promise<string> {
  const install = await openInstall(options, process.env, {
    access: 'own',
    tell: (step) => console.error(`${step} …`),
    signal,
  });
  try {
    const url = install.urls.catalog;
    if (!url) {
      throw new ToolError(
        'The database of the catalogue is not among those in the environment: set ONSALE_CATALOG_DATABASE_URL.',
      );
    }
    const database = createDatabase({
      ...{ url, name: 'onsale-organisers', maxConnections: 1, statementTimeoutMs },
      log: createLogger('silent'),
    });
    try {
      return await answer(inDatabase(database), options);
    } finally {
      await database.close();
    }
  } finally {
    await install.close();
  }
}
