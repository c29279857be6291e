import type { Availability } from '@onsale/contracts/orders/http';
import { type Logger, notFound, type OpenConnection } from '@onsale/runtime';
import type { SlicedWriter } from './sliced-writer.js';

/** The shortest time between two updates of an event. The first goes out immediately. */
const betweenNewsMs = 250;
/**
 * How often events are read without a change: sales open and close by the clock, and proxies cut
 * silent connections.
 */
const heartbeatMs = 10_000;
const stillHere = Buffer.from(': still here\n\n');

/** An event with watchers. */
interface LiveEvent {
  readonly eventId: string;
  readonly connections: Set<OpenConnection>;
  /** Watchers, including those without a connection yet. */
  holders: number;
  /** The last update that was sent. */
  said: Buffer | undefined;
  saidAtMs: number;
  isStale: boolean;
  isBusy: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** A place among the watchers of an event. */
interface Watched {
  /** Sends the present state to the connection, and each later one. */
  join(connection: OpenConnection): void;
  /** Call it once. */
  leave(): void;
}

export interface LiveEvents {
  /** @throws Problem 404 if there is no such event */
  watch(eventId: string): Promise<Watched>;
  changed(eventIds: Iterable<string>): void;
  /** All connections that have joined. */
  connections(): Iterable<OpenConnection>;
  stop(): void;
}

export interface LiveEventsOptions {
  readonly read: (eventId: string) => Promise<Availability | undefined>;
  readonly writer: SlicedWriter;
  readonly log: Logger;
  /** Receives how long an update took to reach all watchers, in seconds. */
  onTold(seconds: number): void;
}

/**
 * Sends each change of an event to its watchers, read and serialised once, at most a few times a
 * second. Further changes go out with the next update.
 */
export function createLiveEvents({ read, writer, log, onTold }: LiveEventsOptions): LiveEvents {
  const events = new Map<string, LiveEvent>();
  let isStopped = false;
  const heartbeat = setInterval(() => changed(events.keys()), heartbeatMs);
  heartbeat.unref();

  function changed(eventIds: Iterable<string>): void {
    for (const eventId of eventIds) {
      const event = events.get(eventId);
      if (!event) continue;
      event.isStale = true;
      tellSoon(event);
    }
  }

  function tellSoon(event: LiveEvent): void {
    if (event.isBusy || event.timer || isStopped) return;
    const waitMs = event.saidAtMs + betweenNewsMs - performance.now();
    event.timer = setTimeout(() => void tell(event), Math.max(0, waitMs));
  }

  async function tell(event: LiveEvent): Promise<void> {
    event.timer = undefined;
    event.isBusy = true;
    event.isStale = false;
    try {
      const news = await newsOf(event);
      if (news) {
        event.saidAtMs = performance.now();
        await writer.write(event.connections, news);
        onTold((performance.now() - event.saidAtMs) / 1000);
      }
    } catch (error) {
      // The heartbeat retries.
      log.warn({ err: error, eventId: event.eventId }, 'availability not sent');
    }
    event.isBusy = false;
    if (event.isStale && event.holders > 0) tellSoon(event);
  }

  /** The update to send now, if any. */
  async function newsOf(event: LiveEvent): Promise<Buffer | undefined> {
    const availability = await read(event.eventId);
    const bytes = availability && toBytes(availability);
    if (bytes && !(event.said && bytes.equals(event.said))) {
      event.said = bytes;
      return bytes;
    }
    // Half of the interval, since a timer may fire early.
    return performance.now() - event.saidAtMs > heartbeatMs / 2 ? stillHere : undefined;
  }

  function hold(eventId: string): LiveEvent {
    let event = events.get(eventId);
    if (!event) {
      event = {
        ...{ eventId, connections: new Set(), holders: 0, said: undefined, saidAtMs: 0 },
        ...{ isStale: false, isBusy: false, timer: undefined },
      };
      events.set(eventId, event);
    }
    event.holders += 1;
    return event;
  }

  function letGo(event: LiveEvent): void {
    event.holders -= 1;
    if (event.holders > 0) return;
    clearTimeout(event.timer);
    if (events.get(event.eventId) === event) events.delete(event.eventId);
  }

  return {
    async watch(eventId) {
      const event = hold(eventId);
      try {
        if (!event.said) {
          const availability = await read(eventId);
          if (!availability) throw notFound('event');
          // No watcher has joined yet, so none misses an update meanwhile.
          event.said ??= toBytes(availability);
        }
      } catch (error) {
        letGo(event);
        throw error;
      }
      let joined: OpenConnection | undefined;
      return {
        join(connection) {
          joined = connection;
          event.connections.add(connection);
          if (event.said) connection.write(event.said);
        },
        leave() {
          if (joined) event.connections.delete(joined);
          letGo(event);
        },
      };
    },
    changed,
    *connections() {
      for (const event of events.values()) yield* event.connections;
    },
    stop() {
      isStopped = true;
      clearInterval(heartbeat);
      for (const event of events.values()) clearTimeout(event.timer);
    },
  };
}

const toBytes = (availability: Availability) =>
  Buffer.from(`event: availability\ndata: ${JSON.stringify(availability)}\n\n`);
