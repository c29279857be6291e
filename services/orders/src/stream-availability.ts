import type { Account } from '@onsale/contracts/auth/http';
import * as contracts from '@onsale/contracts/orders/http';
import {
  OpenBody,
  type OpenConnection,
  openFilesLimit,
  overloaded,
  route,
  type ServiceContext,
  type Session,
  stopAll,
} from '@onsale/runtime';
import type { AvailabilityReader } from './availability.js';
import type { EventNews } from './event-news.js';
import { createLiveEvents } from './live-events.js';
import { createSlicedWriter } from './sliced-writer.js';
import type { StockNews } from './stock-news.js';
import { countWatchers, reconnectMs } from './watchers.js';

export interface StreamContext extends Pick<ServiceContext, 'log' | 'metrics'> {
  readonly settings: { readonly maxStreams: number; readonly streamsPerAddress: number };
  readonly availability: AvailabilityReader;
  readonly stockNews: StockNews;
  readonly eventNews: EventNews;
}

const durationBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** `GET /api/events/:id/availability/stream`: live stock for thousands of watchers. */
export function streamAvailability(context: StreamContext) {
  const { log, metrics, availability, stockNews, eventNews, settings } = context;
  const dropped = metrics.counter(
    'availability_streams_dropped_total',
    'Watchers of live stock that were disconnected because they read too slowly',
  );
  const duration = metrics.histogram(
    'availability_news_duration_seconds',
    'Time to send a change to all watchers of an event',
    durationBuckets,
  );
  const limits = { max: maxStreams(context), perAddress: settings.streamsPerAddress };
  const watchers = countWatchers(limits, metrics);
  metrics.gauge('availability_streams', 'Watchers of live stock', () => watchers.count);
  const live = createLiveEvents({
    read: availability.now,
    writer: createSlicedWriter(() => dropped.add()),
    log,
    onTold: (seconds) => duration.observe(seconds),
  });
  const stopListening = [
    stockNews.listen((changes) => live.changed(changes.map((change) => change.eventId))),
    eventNews.listen(live.changed),
  ];
  let isStopped = false;

  const sayWhenToReconnect = (connection: OpenConnection) =>
    connection.write(`retry: ${reconnectMs(watchers.count, Math.random())}\n\n`);

  const handler = route(contracts.streamAvailability, async ({ params, address, session }) => {
    if (isStopped) throw overloaded();
    const giveBack = watchers.enter(address);
    const watched = await live.watch(params.id).catch((error: unknown) => {
      giveBack();
      throw error;
    });
    return {
      status: 200,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
      body: new OpenBody(
        (connection) => {
          if (isStopped) return connection.destroySoon();
          sayWhenToReconnect(connection);
          connection.write(accountOf(session));
          watched.join(connection);
        },
        () => {
          watched.leave();
          giveBack();
        },
      ),
    };
  });

  return {
    route: handler,
    async stop() {
      isStopped = true;
      await stopAll(stopListening);
      live.stop();
      for (const connection of live.connections()) {
        sayWhenToReconnect(connection);
        connection.destroySoon();
      }
    },
  };
}

/** The account event, which saves the page a request. */
function accountOf(session: Session | undefined): string {
  const account: Account | null = session
    ? { id: session.accountId, email: session.email, name: session.name }
    : null;
  return `event: account\ndata: ${JSON.stringify(account)}\n\n`;
}

/** The setting, or as many as the limit on open files allows in addition to everything else. */
function maxStreams({ settings, log }: Pick<StreamContext, 'settings' | 'log'>): number {
  const openFiles = openFilesLimit();
  const possible = Math.floor((openFiles * 3) / 4);
  if (settings.maxStreams <= possible) return settings.maxStreams;
  log.info(
    { openFiles, streams: possible, wanted: settings.maxStreams },
    'fewer live streams than ONSALE_MAX_STREAMS: this process may open too few files. Raise its limit (ulimit -n, LimitNOFILE) or lower the setting',
  );
  return possible;
}
