import * as contracts from '@onsale/contracts/catalog/http';
import { amounts } from '@onsale/contracts/limits';
import {
  atMost,
  badCursor,
  decodeCursor,
  invalid,
  route,
  type ServiceContext,
  toPage,
} from '@onsale/runtime';
import { beforeAll, isPlace } from './event-cursor.js';
import { findEvents, type SearchCursor } from './find-events.js';
import { readInstant } from './instant.js';
import { listPublished, readShown } from './store-summaries.js';
import { type SummaryRecord, toSummary } from './summary.js';

const defaultLimit = 20;
/** Fewer than the connections to the database, which sales pages need too. */
const searchesAtOnce = 4;
const searches = {
  running: searchesAtOnce,
  waiting: amounts.searchesForEvents.max - searchesAtOnce,
  waitMs: 4_000,
};

/** `GET /api/events` */
export function listEvents({ database, clock }: Pick<ServiceContext, 'database' | 'clock'>) {
  const searching = atMost(searches);
  return route(contracts.listEvents, async ({ query }) => {
    const limit = query.limit ?? defaultLimit;
    const now = clock.now();
    const range = {
      from: query.from === undefined ? '-infinity' : readBound('from', query.from),
      to: query.to === undefined ? 'infinity' : readBound('to', query.to),
      limit: limit + 1,
    };
    const isSearch = query.q !== undefined && query.q !== '';
    const after = readCursor(query.cursor, isSearch);
    const events = isSearch
      ? await searching(() => findEvents(database, now, { ...range, after }, query.q ?? ''))
      : await listPublished(database, now, { ...range, after });
    const { types, images } = await readShown(database, events);
    const toItem = ({ rank: _, ...event }: SummaryRecord & { readonly rank?: number }) =>
      toSummary(event, types.get(event.id) ?? [], images, now.toISOString());
    const keyOf = ({ rank, startsAt, id }: (typeof events)[number] & { readonly rank?: number }) =>
      rank === undefined ? [startsAt, id] : [String(rank), startsAt, id];
    return { status: 200, body: toPage(events, limit, toItem, keyOf) };
  });
}

function readBound(field: string, text: string): string {
  const instant = readInstant(text);
  if (instant !== undefined) return instant;
  throw invalid({ field, message: `${field} must be a day and time between 2000 and 2100.` });
}

function readCursor(cursor: string | undefined, isSearch: boolean): SearchCursor {
  if (cursor === undefined) return { rank: 0, ...beforeAll };
  const parts = decodeCursor(cursor, isSearch ? 3 : 2) ?? [];
  const [startsAt = '', id = ''] = parts.slice(-2);
  const rank = isSearch ? (parts[0] ?? '') : '0';
  if (isPlace(startsAt, id) && /^[0-8]$/.test(rank)) return { rank: Number(rank), startsAt, id };
  throw badCursor();
}
