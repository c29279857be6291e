import * as contracts from '@onsale/contracts/catalog/http';
import { decodeCursor, invalid, route, type ServiceContext, toPage } from '@onsale/runtime';
import { readInstant } from './instant.js';
import { type SearchQuery, searchQuery } from './search-query.js';
import { listPublished, readSummaryTypes } from './store-summaries.js';
import { toSummary } from './summary.js';

const defaultLimit = 20;
const nobody = '00000000-0000-0000-0000-000000000000';

/** `GET /api/events` */
export const listEvents = ({ database, clock }: Pick<ServiceContext, 'database' | 'clock'>) =>
  route(contracts.listEvents, async ({ query }) => {
    const limit = query.limit ?? defaultLimit;
    const search = readSearch(query.q);
    const from = query.from === undefined ? '-infinity' : readBound('from', query.from);
    const to = query.to === undefined ? 'infinity' : readBound('to', query.to);
    const after = readCursor(query.cursor);
    const now = clock.now();
    const range = { from, to, after, limit: limit + 1 };
    const events = search === 'wordless' ? [] : await listPublished(database, now, range, search);
    const types = await readSummaryTypes(
      database,
      events.map((event) => event.id),
    );
    const toItem = (event: (typeof events)[number]) =>
      toSummary(event, types.get(event.id) ?? [], now.toISOString());
    return {
      status: 200,
      body: toPage(events, limit, toItem, (event) => [event.startsAt, event.id]),
    };
  });

/** Nothing typed is everything; something typed without a word in it is nothing. */
function readSearch(q = ''): SearchQuery | 'wordless' | undefined {
  return q.trim() === '' ? undefined : (searchQuery(q) ?? 'wordless');
}

function readBound(field: string, text: string): string {
  const instant = readInstant(text);
  if (instant !== undefined) return instant;
  throw invalid({ field, message: `${field} must be a day and time between 2000 and 2100.` });
}

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readCursor(cursor: string | undefined): { startsAt: string; id: string } {
  if (cursor === undefined) return { startsAt: '-infinity', id: nobody };
  const [startsAt = '', lastId = ''] = decodeCursor(cursor, 2) ?? [];
  if (readInstant(startsAt) === startsAt && id.test(lastId)) return { startsAt, id: lastId };
  throw invalid({ field: 'cursor', message: 'cursor must be the nextCursor of the page before.' });
}
