import {
  approveOrganisers,
  knownAccounts,
  listOrganisers,
  removeOrganisers,
} from '@onsale/catalog/organisers';
import { ToolError } from '@onsale/cli';
import type { Sql } from '@onsale/runtime';
import type { Options } from './options.js';
import { renderList } from './words.js';

const mostListed = 1_000;
const noSuchTable = '42P01';

/**
 * Does what was asked for, in the database of the catalogue.
 * @returns what was done, in lines for a person
 * @throws ToolError
 */
export async function answer(sql: Sql, options: Options): Promise<string> {
  try {
    return await carryOut(sql, options);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw explain(error as Error & { code?: string });
  }
}

async function carryOut(sql: Sql, { what, accountIds }: Options): Promise<string> {
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

function explain(error: Error & { code?: string }): ToolError {
  if (error.code === noSuchTable) {
    return new ToolError('This install was made by an earlier version. Start this version once.', {
      cause: error,
    });
  }
  const reason = (error.cause instanceof Error ? error.cause.message : error.message).replace(
    /\.$/,
    '',
  );
  return new ToolError(
    `The database of the catalogue does not do it: ${reason}. Is it running, and is its address right?`,
    { cause: error },
  );
}
