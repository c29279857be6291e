import { EventListing, getEvent, updateEvent } from '@onsale/contracts/catalog/http';
import { may } from '@onsale/contracts/permissions';
import { createCachedReads, type PageChanges, type ServiceContext } from '@onsale/runtime';
import { Compile } from 'typebox/compile';
import { toListing } from './event.js';
import { readEvent } from './store-events.js';
import { readImages } from './store-images.js';
import { readTicketTypes } from './store-ticket-types.js';
import { isOnShow } from './ticket-type.js';

/** How long an outdated copy is shown at most if it could not be replaced. */
const keptMs = 5_000;

/** The most shared reads in progress; further callers read on their own. */
const maxLooks = 10_000;

/** Increase the number when the meaning of a copy changes but not its shape. */
const keyOf = (eventId: string) => `catalog.listing.2:${eventId}`;
const shape = Compile(EventListing);

/** The broadcast channel for page changes, so that they reach listeners of every process. */
const channel = 'pages';
/** The name for the lists of events in page changes. */
const lists = 'events';

/** Events for display. Decisions read the database instead. */
export interface Listings {
  /**
   * One event, from the cache or the database; for accounts that may change it, always from the
   * database.
   * @returns undefined if there is no event that this account may see
   */
  read(eventId: string, accountId: string | undefined): Promise<EventListing | undefined>;
  /**
   * Replaces the public copy of an event. Call it after a change has committed and before the
   * answer. Never rejects, since the change is done.
   */
  renew(eventId: string): Promise<void>;
  /** Announces that the lists of events changed, because an event sold out or is for sale again. */
  listsChanged(): void;
  readonly pageChanges: PageChanges;
}

interface Found {
  /** The public listing, or for an event that was never published, the one of its organiser. */
  readonly listing: EventListing;
  /** Whether the event was ever published. */
  readonly isPublic: boolean;
}

const factsOf = ({ listing, isPublic }: Found) => ({
  organiserId: listing.organiser.id,
  isPublic,
});

interface Reading extends Found {
  /**
   * Resolves when the cache has stored the copy, or cannot. Only the organiser's request waits for
   * it.
   */
  readonly kept?: Promise<void>;
  /** The listing with everything that only the organiser may see. */
  readonly whole: EventListing;
}

export function createListings({
  database,
  cache,
  broadcast,
  metrics,
  log,
}: Pick<ServiceContext, 'database' | 'cache' | 'broadcast' | 'metrics' | 'log'>): Listings {
  const reads = metrics.counters(
    'cache_reads_total',
    'Reads of events from the cache, by outcome: hit, miss',
    ['outcome'],
  );
  const [hits, misses] = [reads('hit'), reads('miss')];

  async function readNow(eventId: string): Promise<Reading | undefined> {
    const startedMs = performance.now();
    const [event, ticketTypes] = await Promise.all([
      readEvent(database, eventId),
      readTicketTypes(database, eventId),
    ]);
    if (!event) return undefined;
    const images = await readImages(database, [event.imageUrl]);
    const whole = toListing(event, ticketTypes, images);
    // Only its organiser can read an event that was never published.
    if (event.publishedAt === null) return { listing: whole, whole, isPublic: false };
    const listing = toListing(event, ticketTypes, images, isOnShow);
    // Counted from the start of the read, because a newer copy may have expired meanwhile.
    const keepMs = keptMs - (performance.now() - startedMs);
    const copy = { version: versionOf(event, ticketTypes), value: listing, keepMs };
    return { listing, whole, isPublic: true, kept: cache.put(keyOf(eventId), copy) };
  }

  async function look(eventId: string): Promise<Found | undefined> {
    const copy = await cache.get(keyOf(eventId));
    const isHit = shape.Check(copy);
    (isHit ? hits : misses).add();
    return isHit ? { listing: copy, isPublic: true } : readNow(eventId);
  }

  /** Concurrent requests share one read; in a rush nearly all do. */
  const looks = createCachedReads({ read: look, keptMs: 0, maxKeys: maxLooks });

  return {
    async read(eventId, accountId) {
      const found = await looks.get(eventId);
      if (!found || may(accountId, getEvent.permission, factsOf(found)) !== 'yes') return undefined;
      if (may(accountId, updateEvent.permission, factsOf(found)) === 'yes') {
        // Not shared, because a shared read may have begun before the organiser's last change.
        return (await readNow(eventId))?.whole;
      }
      return found.listing;
    },
    async renew(eventId) {
      // Later requests do not share a read from before the change.
      looks.forget(eventId);
      try {
        const found = await readNow(eventId);
        await found?.kept;
      } catch (error) {
        log.warn({ err: error, eventId }, 'an event is shown outdated for some seconds');
      }
      broadcast.publish(channel, { what: [eventId, lists] });
    },
    listsChanged() {
      broadcast.publish(channel, { what: [lists] });
    },
    pageChanges: {
      listen: (onChange) =>
        broadcast.subscribe(channel, (news) => onChange((news as { what: string[] }).what)),
    },
  };
}

/**
 * The version of a copy. It grows with every change, because each adds a ticket type or raises a
 * version, of the event or a ticket type, including hidden and deleted ones. Event and ticket types
 * are read separately; if one read is older, the sum is lower.
 */
const versionOf = (
  { version }: Pick<EventListing, 'version'>,
  ticketTypes: readonly { readonly version: number }[],
): number => ticketTypes.reduce((sum, type) => sum + type.version, version);
