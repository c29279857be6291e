import { PassThrough } from 'node:stream';
import * as contracts from '@onsale/contracts/orders/http';
import { overloaded, route, type ServiceContext } from '@onsale/runtime';
import type { CachedAvailability } from './availability.js';
import type { StockNews } from './stock-news.js';

/** At most this often per event, whatever the rush. */
const betweenUpdatesMs = 250;
/** Also without news: sales open and close by the clock, and proxies cut silent connections. */
const heartbeatMs = 10_000;
const maxStreams = 20_000;
const maxBufferedBytes = 64 * 1024;

interface Hub {
  readonly streams: Set<PassThrough>;
  lastSent: string;
  pending: NodeJS.Timeout | undefined;
  readonly heartbeat: NodeJS.Timeout;
}

/**
 * `GET /api/events/:id/availability/stream`: one hub an event reads once and writes the same bytes
 * to everybody who watches. A watcher too slow to take them is dropped, and reconnects.
 */
export function streamAvailability(
  { log, metrics }: Pick<ServiceContext, 'log' | 'metrics'>,
  availability: CachedAvailability,
  news: StockNews,
) {
  const hubs = new Map<string, Hub>();
  let streams = 0;
  metrics.gauge('availability_streams', 'Watchers of live stock', () => streams);

  const stopListening = news.listen((changes) => {
    for (const { eventId } of changes) {
      const hub = hubs.get(eventId);
      if (hub && !hub.pending) {
        hub.pending = setTimeout(() => void update(eventId, hub, false), betweenUpdatesMs);
      }
    }
  });

  async function update(eventId: string, hub: Hub, beat: boolean): Promise<void> {
    try {
      hub.pending = undefined;
      const text = toEvent(await availability(eventId));
      if (text !== hub.lastSent) write(hub, text);
      else if (beat) write(hub, ': still here\n\n');
      if (!text.startsWith(':')) hub.lastSent = text;
    } catch (error) {
      log.warn({ err: error, eventId }, 'availability not sent');
    }
  }

  function write(hub: Hub, text: string): void {
    for (const stream of hub.streams) {
      if (stream.writableLength > maxBufferedBytes) stream.destroy();
      else stream.write(text);
    }
  }

  function join(eventId: string, stream: PassThrough, first: string): void {
    let hub = hubs.get(eventId);
    if (!hub) {
      const created: Hub = {
        streams: new Set(),
        lastSent: first,
        // `first` may be a fifth of a second old, and what changed since was told to nobody.
        pending: setTimeout(() => void update(eventId, created, false), betweenUpdatesMs),
        heartbeat: setInterval(() => void update(eventId, created, true), heartbeatMs),
      };
      hub = created;
      hubs.set(eventId, hub);
    }
    const joined = hub;
    joined.streams.add(stream);
    streams += 1;
    stream.once('close', () => {
      streams -= 1;
      joined.streams.delete(stream);
      if (joined.streams.size > 0) return;
      clearInterval(joined.heartbeat);
      clearTimeout(joined.pending);
      if (hubs.get(eventId) === joined) hubs.delete(eventId);
    });
  }

  const handler = route(contracts.streamAvailability, async ({ params }) => {
    if (streams >= maxStreams) throw overloaded();
    const first = toEvent(await availability(params.id));
    const stream = new PassThrough();
    stream.write(`retry: 2000\n\n${first}`);
    join(params.id, stream, first);
    return {
      status: 200,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
      },
      body: stream,
    };
  });

  return {
    route: handler,
    async stop() {
      await stopListening();
      for (const hub of hubs.values()) for (const stream of hub.streams) stream.end();
    },
  };
}

const toEvent = (availability: object) =>
  `event: availability\ndata: ${JSON.stringify(availability)}\n\n`;
