import * as contracts from '@onsale/contracts/catalog/http';
import { badCursor, decodeCursor, route, type ServiceContext, toPage } from '@onsale/runtime';
import { findOwnEvents } from './find-events.js';
import { listOwn, readShown } from './store-summaries.js';
import { toSummary } from './summary.js';

const defaultLimit = 20;
/** The largest `bigint` of PostgreSQL. */
const afterAll = '9223372036854775807';

/** `GET /api/organiser/events` */
export const listOrganiserEvents = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>) =>
  route(contracts.listOrganiserEvents, async ({ query, session }) => {
    const limit = query.limit ?? defaultLimit;
    const beforeNumber = readCursor(query.cursor);
    const range = { beforeNumber, limit: limit + 1 };
    const events = await (query.q === undefined
      ? listOwn(database, session.accountId, range)
      : findOwnEvents(database, session.accountId, range, query.q));
    const { types, images } = await readShown(database, events);
    const now = clock.now().toISOString();
    const toItem = ({ role, unlisted, sales, number: _, ...event }: (typeof events)[number]) => ({
      ...toSummary(event, types.get(event.id) ?? [], images, now),
      role,
      unlisted,
      ...(role === 'organiser' ? { sales } : {}),
    });
    return { status: 200, body: toPage(events, limit, toItem, (event) => [event.number]) };
  });

function readCursor(cursor: string | undefined): string {
  const [number = afterAll] = decodeCursor(cursor, 1) ?? [];
  if (number === afterAll || /^\d{1,18}$/.test(number)) return number;
  throw badCursor();
}
