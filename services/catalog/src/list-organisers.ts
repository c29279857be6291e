import * as contracts from '@onsale/contracts/catalog/http';
import { isId } from '@onsale/contracts/values';
import { type Admit, badCursor, type Database, decodeCursor, route, toPage } from '@onsale/runtime';
import * as store from './store-organisers.js';

const defaultLimit = 20;

/** `GET /api/organisers` */
export const listOrganisers = (database: Database, admit: Admit) =>
  route(
    contracts.listOrganisers,
    async ({ query }) => {
      const limit = query.limit ?? defaultLimit;
      const found = await store.listOrganisers(database, limit + 1, readCursor(query.cursor));
      const toItem = ({ approvedAt, ...one }: store.Organiser) => ({
        ...one,
        approvedAt: approvedAt?.toISOString() ?? null,
      });
      const keyOf = ({ approvedAt, name, accountId }: store.Organiser) =>
        [String(approvedAt !== null), name, accountId] as const;
      return { status: 200, body: toPage(found, limit, toItem, keyOf) };
    },
    admit,
  );

function readCursor(cursor: string | undefined): store.OrganiserKey | undefined {
  const [isApproved, name = '', accountId = ''] = decodeCursor(cursor, 3) ?? [];
  if (isApproved === undefined) return undefined;
  // PostgreSQL has no text with a NUL in it.
  if (/^(true|false)$/.test(isApproved) && !name.includes('\0') && isId(accountId)) {
    return { isApproved: isApproved === 'true', name, accountId };
  }
  throw badCursor();
}
