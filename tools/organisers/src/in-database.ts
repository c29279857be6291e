import {
  approveOrganisers,
  knownAccounts,
  listOrganisers,
  removeOrganisers,
} from '@onsale/catalog/organisers';
import { ToolError } from '@onsale/cli';
import type { Sql } from '@onsale/runtime';
import type { Approvals } from './approvals.js';

const noSuchTable = '42P01';

/** Approvals in the database of the catalogue, whether Onsale runs or not. */
export function inDatabase(sql: Sql): Approvals {
  return {
    list: (most) =>
      explained(async () =>
        (await listOrganisers(sql, most)).map(({ approvedAt, ...one }) => ({
          ...one,
          isApproved: approvedAt !== null,
        })),
      ),
    approve: (accountIds) =>
      explained(async () => {
        const known = await knownAccounts(sql, accountIds);
        const unknown = accountIds.filter((id) => !known.has(id));
        if (unknown.length > 0) {
          throw new ToolError(`There is no account ${unknown.join(', ')}. Nobody was approved.`);
        }
        await approveOrganisers(sql, accountIds, new Date());
      }),
    remove: (accountIds) => explained(() => removeOrganisers(sql, accountIds)),
  };
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw explain(error as Error & { code?: string });
  }
}

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
    `The database of the catalogue failed: ${reason}. Is it running, and is its address right?`,
    { cause: error },
  );
}
