import {
  approveOrganisers,
  knownAccounts,
  listOrganisers,
  removeOrganisers,
} from '@onsale/catalog/organisers';
import { exitCodes, runTool, ToolError } from '@onsale/cli';
import { createDatabase } from '@onsale/infra';
import { openInstall } from '@onsale/install';
import { createLogger, type Sql } from '@onsale/runtime';
import { help } from './help.js';
import { type Options, readOptions } from './options.js';
import { renderList } from './words.js';

const mostListed = 1_000;
const statementTimeoutMs = 30_000;

await runTool({
  ...{ name: 'organisers', help, readOptions },
  async run(options, signal) {
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
        process.stdout.write(await answer(database, options).catch(explain));
        return exitCodes.good;
      } finally {
        await database.close();
      }
    } finally {
      await install.close();
    }
  },
});

/** Does it, and says what was done. */
async function answer(sql: Sql, { what, accountIds }: Options): Promise<string> {
  if (what === 'list') return renderList(await listOrganisers(sql, mostListed), mostListed);
  if (what === 'remove') {
    const removed = new Set(await removeOrganisers(sql, accountIds));
    return linesOf(accountIds, (id) =>
      removed.has(id) ? 'is not approved any more' : 'was not approved',
    );
  }
  const known = await knownAccounts(sql, accountIds);
  const unknown = accountIds.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new ToolError(`There is no account ${unknown.join(', ')}. Nobody was approved.`);
  }
  await approveOrganisers(sql, accountIds, new Date());
  return linesOf(accountIds, () => 'is approved');
}

const linesOf = (accountIds: readonly string[], what: (id: string) => string) =>
  accountIds.map((id) => `${id} ${what(id)}.\n`).join('');

const noSuchTable = '42P01';

function explain(error: unknown): never {
  if ((error as { code?: string }).code === noSuchTable) {
    throw new ToolError('This install was made by an earlier version. Start this version once.', {
      cause: error,
    });
  }
  throw error;
}
