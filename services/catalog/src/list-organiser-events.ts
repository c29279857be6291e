import * as contracts from '@onsale/contracts/catalog/http';
import { decodeIdCursor, route, type ServiceContext, toPage } from '@onsale/runtime';
import { listOwn, readShown } from './store-summaries.js';
import { toSummary } from './summary.js';

const defaultLimit = 20;
const afterAllIds = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** `GET /api/organiser/events` */
export const listOrganiserEvents = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>) =>
  route(contracts.listOrganiserEvents, async ({ query, session }) => {
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor) ?? afterAllIds;
    const events = await listOwn(database, session.accountId, beforeId, limit + 1);
    const { types, images } = await readShown(database, events);
    const now = clock.now().toISOString();
    const toItem = ({ role, unlisted, sales, ...event }: (typeof events)[number]) => ({
      ...toSummary(event, types.get(event.id) ?? [], images, now),
      role,
      unlisted,
      ...(role === 'organiser' ? { sales } : {}),
    });
    return { status: 200, body: toPage(events, limit, toItem, (event) => [event.id]) };
  });
