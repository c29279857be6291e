import { EventListing, getEvent, updateEvent } from '@onsale/contracts/catalog/http';
import { may } from '@onsale/contracts/permissions';
import { createCachedReads, type PageChanges, type ServiceContext } from '@onsale/runtime';
import { Compile } from 'typebox/compile';
import { toListing } from './event.js';
import { readEvent } from './store-events.js';
import { readImages } from './store-images.js';
import { readTicketTypes } from './store-ticket-types.js';
import { isOnShow } from './ticket-type.js';

/** What is out of date is shown no longer than this, when it could not be replaced. */
const keptMs = 5_000;

/** Looks under way that others may share; beyond it each looks for itself. */
const maxLooks = 10_000;

/** The number grows when the same shape comes to mean something else. */
const keyOf = (eventId: string) => `catalog.listing.2:${eventId}`;
const shape = Compile(EventListing);

/** Tells the pages, whichever process they listen to. */
const channel = 'pages';
/** What pages call the lists of events. */
const lists = 'events';

/** Events as they are shown. What decides anything reads the database itself. */
export interface Listings {
  /**
   * One event, as the cache has it or the database; for accounts that may change it always as the database has it.
   * @returns undefined when there is none that this account may know of
   */
  read(eventId: string, accountId: string | undefined): Promise<EventListing | undefined>;
  /**
   * Replaces what everyone sees of an event: call it after each change has committed and before it is
   * answered. Never rejects, since the change is done.
   */
  renew(eventId: string): Promise<void>;
  /** The lists of events are no longer what they were: something sold out, or is for sale again. */
  listsChanged(): void;
  readonly pageChanges: PageChanges;
}

interface Found {
  /** As everyone may see it; what was never published, as its organiser does. */
  readonly listing: EventListing;
  /** Whether it was ever shown to anyone but its organiser. */
  readonly isPublic: boolean;
}

const factsOf = ({ listing, isPublic }: Found) => ({
  organiserId: listing.organiser.id,
  isPublic,
});

interface Reading extends Found {
  /** Resolves when the cache has it, or cannot take it. Only the organiser's request waits for it. */
  readonly kept?: Promise<void>;
  /** With what only its organiser may see. */
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
    'Events asked of the cache, by outcome: hit, miss',
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
    // Counted from before the read: a newer copy may have come and gone in the meantime.
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

  /** Concurrent requests share one read: in a rush, nearly all. */
  const looks = createCachedReads({ read: look, keptMs: 0, maxKeys: maxLooks });

  return {
    async read(eventId, accountId) {
      const found = await looks.get(eventId);
      if (!found || may(accountId, getEvent.permission, factsOf(found)) !== 'yes') return undefined;
      if (may(accountId, updateEvent.permission, factsOf(found)) === 'yes') {
        // Not together: that may have been begun before the organiser's last change.
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
        log.warn({ err: error, eventId }, 'an event is shown as it was for some seconds');
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
 * Grows with every change: each adds a ticket type or raises one version, of the event or of a ticket
 * type, hidden and deleted ones included. Event and ticket types are read a moment apart: when one of them is
 * older, so is the sum.
 */
const versionOf = (
  { version }: Pick<EventListing, 'version'>,
  ticketTypes: readonly { readonly version: number }[],
): number => ticketTypes.reduce((sum, type) => sum + type.version, version);
