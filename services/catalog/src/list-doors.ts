import * as contracts from '@onsale/contracts/catalog/http';
import { badCursor, decodeCursor, route, type ServiceContext, toPage } from '@onsale/runtime';
import { beforeAll, isPlace } from './event-cursor.js';
import { listOwnDoors } from './store-doors.js';

const defaultLimit = 20;

/** `GET /api/organiser/doors` */
export const listDoors = ({ database, clock }: Pick<ServiceContext, 'database' | 'clock'>) =>
  route(contracts.listDoors, async ({ query, session }) => {
    const limit = query.limit ?? defaultLimit;
    const range = { after: readCursor(query.cursor), limit: limit + 1 };
    const doors = await listOwnDoors(database, session.accountId, clock.now(), range);
    const keyOf = ({ startsAt, id }: contracts.Door) => [startsAt, id];
    return { status: 200, body: toPage(doors, limit, (door) => door, keyOf) };
  });

function readCursor(cursor: string | undefined) {
  if (cursor === undefined) return beforeAll;
  const [startsAt = '', id = ''] = decodeCursor(cursor, 2) ?? [];
  if (isPlace(startsAt, id)) return { startsAt, id };
  throw badCursor();
}
