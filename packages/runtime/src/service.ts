import type { Message } from '@onsale/contracts/message';
import type { Tracer } from '@opentelemetry/api';
import { cachedRead } from './cached-reads.js';
import type { Route } from './http/route.js';
import type { Database, Infra, Stop, Subscription, Timer } from './infra.js';
import type { Logger } from './log.js';
import { createMetrics, type Metrics } from './metrics.js';
import { onceReached } from './once-reached.js';
import { createOutbox, outboxLag, pruneOutbox, type Transact } from './outbox.js';
import type { PageChanges } from './page-changes.js';
import { Pause } from './pause.js';
import { createEndedSessions, type EndedSessions } from './sessions.js';
import type { Settings, SettingValues } from './settings.js';
import { stopAll } from './stop-all.js';
import { handleTraced } from './traced-messages.js';
import { createTracing, type Tracing, tracerOf } from './tracing.js';
import { createWaits, type Waits } from './waits.js';

/** Everything that a service gets: its infrastructure, passed as arguments. */
export interface ServiceContext<S extends Settings = Settings> extends Infra {
  readonly settings: SettingValues<S>;
  /** For every write: state and messages commit together. */
  readonly transact: Transact;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Sessions that have ended, which this service refuses; fed by messages. */
  readonly endedSessions: EndedSessions;
  /** Requests that wait for a change. The use case that commits one wakes them. */
  readonly waits: Waits;
}

/** Periodic work, one run at a time. A failure is logged, and the next run follows. */
export interface Task {
  readonly name: string;
  readonly everyMs: number;
  /** The pause between two runs; waking it starts the next run immediately. */
  readonly pause?: Pause;
  run(): Promise<void>;
  /** Called once after the last run. */
  stop?(): Promise<void>;
}

/** A service's table of contents. */
export interface ServiceParts {
  readonly routes?: readonly Route[];
  readonly subscriptions?: readonly Subscription[];
  readonly timers?: readonly {
    readonly queue: string;
    handle(due: readonly Timer[]): Promise<void>;
  }[];
  readonly tasks?: readonly Task[];
  /** Announces changes of pages that show its state. */
  readonly pageChanges?: PageChanges;
  /** Called first when the service stops, to close streams that it keeps open. */
  stop?(): Promise<void>;
}

export interface ServiceDefinition<S extends Settings = Settings> {
  readonly name: string;
  /** Folder of numbered SQL files. */
  readonly migrations: URL;
  readonly settings: S;
  setup(context: ServiceContext<S>): ServiceParts | Promise<ServiceParts>;
}

/** Declares a service; the identity function that keeps the types of its settings. */
export const defineService = <const S extends Settings>(
  definition: ServiceDefinition<S>,
): ServiceDefinition<S> => definition;

export interface RunningService {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly metrics: Metrics;
  readonly endedSessions: EndedSessions;
  readonly pageChanges: PageChanges | undefined;
  /** @throws if the service cannot serve because its database is away */
  checkReady(): Promise<void>;
  stop: Stop;
}

/** Starts a service on its infra: consumers, timers, tasks and the outbox relay. */
export async function startService<S extends Settings>(
  definition: ServiceDefinition<S>,
  infra: Infra,
  settings: SettingValues<S>,
): Promise<RunningService> {
  const { name } = definition;
  const log = infra.log.child({ service: name });
  const metrics = createMetrics(name);
  const tracer = tracerOf(name);
  const tracing = createTracing(tracer);
  const outbox = createOutbox({ ...infra, log, metrics, tracer });
  const { transact } = outbox;
  const endedSessions = createEndedSessions(name, infra.database);
  const waits = createWaits({ service: name, broadcast: infra.broadcast, metrics });
  const context = { ...infra, log, settings, metrics, tracing, endedSessions, transact, waits };
  const parts = await definition.setup(context);
  measureDatabase(infra.database, metrics);
  const observed = observeWith(metrics, tracer, log);

  const stops: Stop[] = [waits.stop, async () => parts.stop?.()];
  const stop = () => stopAll(stops.splice(0));
  try {
    await onceReached(endedSessions.refresh, {
      patienceMs: startPatienceMs,
      onWait: (reason) => log.warn({ reason }, 'cannot start yet: will try again'),
    });
    for (const subscription of [endedSessions.subscription, ...(parts.subscriptions ?? [])]) {
      stops.push(await infra.bus.subscribe(observed(subscription)));
    }
    for (const { queue, handle } of parts.timers ?? []) {
      stops.push(await infra.timers.process(queue, handle));
    }
  } catch (error) {
    await stop().catch((failure: unknown) => log.warn({ err: failure }, 'stopping failed'));
    throw error;
  }
  const tasks: Task[] = [
    { name: 'ended-sessions', everyMs: 15_000, run: () => endedSessions.refresh() },
    {
      name: 'prune',
      everyMs: 60_000,
      run: async () => {
        await pruneOutbox(infra.database);
        await infra.database.query('delete from ended_session where expires_at < now()');
      },
    },
    ...(parts.tasks ?? []),
  ];
  for (const task of tasks) {
    stops.push(repeat(task, (error) => log.error({ err: error, task: task.name }, 'task failed')));
  }
  stops.push(outbox.startRelay());

  return {
    name,
    routes: parts.routes ?? [],
    metrics,
    endedSessions,
    pageChanges: parts.pageChanges,
    checkReady: () => infra.database.ping(),
    stop,
  };
}

/** How long a starting service waits for its database. */
const startPatienceMs = 60_000;

const lagKeptMs = 1_000;

/** Adds metrics for the lag of the outbox and the load of the connections. */
function measureDatabase(database: Database, metrics: Metrics): void {
  const lag = cachedRead(() => outboxLag(database), lagKeptMs);
  metrics.gauge('outbox_waiting_batches', 'Outbox rows not yet on the bus', async () => {
    return (await lag()).waiting;
  });
  metrics.gauge(
    'outbox_oldest_seconds',
    'Age of the oldest message not yet on the bus, in seconds',
    async () => {
      return (await lag()).oldestSeconds;
    },
  );
  metrics.gauge('database_connections', 'Connections to the database in use', () => {
    return database.load().inUse;
  });
  metrics.gauge('database_waiting', 'Callers that wait for a connection to the database', () => {
    return database.load().waiting;
  });
}

const loggedMessages = 50;
const batchBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500];
const handleBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Adds metrics for a subscription, and logs the ids by which a purchase can be followed. */
function observeWith(metrics: Metrics, tracer: Tracer | undefined, log: Logger) {
  const labels = ['subscription'] as const;
  const handled = metrics.counters('messages_handled_total', 'Messages handled', labels);
  const failed = metrics.counters(
    'message_batches_failed_total',
    'Batches that a subscription could not take, each time',
    labels,
  );
  const sizes = metrics.histograms(
    'message_batch_size',
    'Messages in one batch of a subscription',
    batchBuckets,
    labels,
  );
  const durations = metrics.histograms(
    'message_batch_duration_seconds',
    'Time to handle a batch of messages',
    handleBuckets,
    labels,
  );

  return (subscription: Subscription): Subscription => {
    const { name } = subscription;
    const [handledHere, failedHere] = [handled(name), failed(name)];
    const [sizesHere, durationsHere] = [sizes(name), durations(name)];
    const handle = (messages: readonly Message[]) => subscription.handle(messages);
    return {
      ...subscription,
      async handle(messages) {
        const startedMs = performance.now();
        try {
          await handleTraced(tracer, name, messages, handle);
        } catch (error) {
          failedHere.add();
          throw error;
        }
        handledHere.add(messages.length);
        sizesHere.observe(messages.length);
        durationsHere.observe((performance.now() - startedMs) / 1000);
        log.info(
          { subscription: name, count: messages.length, messages: shown(messages) },
          'messages handled',
        );
      },
    };
  };
}

const shown = (messages: readonly Message[]) =>
  messages.slice(0, loggedMessages).map(({ id, type, subject, traceparent }) => ({
    id,
    type,
    subject,
    trace: traceparent?.split('-')[1],
  }));

const taskPauseMaxMs = 30_000;

/**
 * Runs a task periodically; the pauses grow while it keeps failing.
 * @param onError receives each failure
 */
function repeat(task: Task, onError: (error: unknown) => void): Stop {
  let stopped = false;
  const { pause = new Pause() } = task;
  const loop = (async () => {
    let pauseMs = task.everyMs;
    while (!stopped) {
      await pause.wait(pauseMs);
      if (stopped) return;
      try {
        await task.run();
        pauseMs = task.everyMs;
      } catch (error) {
        onError(error);
        pauseMs = Math.max(task.everyMs, Math.min(pauseMs * 2, taskPauseMaxMs));
      }
    }
  })();
  return async () => {
    stopped = true;
    pause.wake();
    await loop;
    await task.stop?.();
  };
}
