import { setTimeout as pause } from 'node:timers/promises';
import { ToolError } from '@onsale/cli';
import type { Message } from '@onsale/contracts/message';
import { createJetStreamBus } from '@onsale/infra/cluster';
import { type Install, makePlan, type Pauses, type Verdict } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { createLogger } from '@onsale/runtime';
import { isRefunded, lastVersion, type MadeOrder, makeOrders, messagesAbout } from './backlog.js';
import { withDatabase } from './databases.js';
import { followLag, type Lag, rateOf } from './follow-lag.js';
import { describeRehearsal, figuresOf, type Outcome } from './outcome.js';
import { republishAll, sayAllAgain } from './say-again.js';
import { type OwnStage, rush, until } from './stage.js';

const service = 'tickets';
const consumers = `${service}_order@`;
/** Share of the rush after which the service goes down. */
const begins = 0.2;
const caughtUpWithinMs = 15 * 60_000;
const shownLags = 12;

interface CaughtUp {
  readonly published: { readonly messages: number; readonly ms: number };
  readonly duplicates: { readonly rows: number; readonly messages: number };
  /** From the start of the two instances until they served. */
  readonly startMs: number;
  readonly lags: readonly Lag[];
}

/**
 * Stops both instances of a service in the middle of a rush, lets a backlog grow of messages that
 * come twice and in the wrong order, publishes all earlier messages again, and starts both.
 */
export async function catchUp(
  stage: OwnStage,
  options: { seed: number; seconds: number; rate: number; messages: number },
): Promise<Outcome> {
  const { seed, seconds, rate, messages } = options;
  const orders = makeOrders(messages);
  // Everyone pays, so that no hold is waited for at the end.
  const plan = makePlan('sustain', { seed, seconds, rate, abandon: 0, payLate: 0 });
  const since = new Date();
  let caughtUp: CaughtUp | undefined;
  const rehearsal = await rush(stage, plan, async (record, pauses) => {
    await until(record, pauses, seconds * 1000 * begins);
    caughtUp = await growAndCatchUp(stage, orders, since, pauses);
  });
  if (!caughtUp) throw new ToolError('Nothing was caught up with.');
  const { published, duplicates, startMs, lags } = caughtUp;
  const rates = { publish: (published.messages / published.ms) * 1000, catchUp: rateOf(lags) };
  const most = lags.reduce((max, { waiting }) => Math.max(max, waiting), 0);
  const tookMs = lags.at(-1)?.atMs ?? 0;
  return {
    texts: [
      `Catching up, seed ${seed}: both instances of ${service} down in a rush of ${rate} buyers a second, ${formatNumber(most)} messages waiting.`,
      renderTable(
        ['', ''],
        [
          ['published', `${formatNumber(Math.round(rates.publish))} messages/s`],
          ['published again under new ids', `${formatNumber(duplicates.messages)} messages`],
          ['republished, outbox rows', formatNumber(duplicates.rows)],
          [`${service}: started in`, formatMs(startMs)],
          ['caught up after, start included', formatMs(tookMs)],
          ['caught up at', `${formatNumber(Math.round(rates.catchUp))} messages/s`],
        ],
        [1],
      ),
      renderTable(
        ['after', 'messages waiting'],
        thinOut(lags).map(({ atMs, waiting }) => [formatMs(atMs), formatNumber(waiting)]),
        [0, 1],
      ),
      ...describeRehearsal(rehearsal),
    ],
    verdicts: [
      {
        good: lags.at(-1)?.waiting === 0,
        text:
          lags.at(-1)?.waiting === 0
            ? `${service} has caught up with ${formatNumber(most)} messages.`
            : `${service} did not catch up in ${formatMs(caughtUpWithinMs)}.`,
      },
      await judgeTickets(stage.install, orders),
      ...rehearsal.verdicts,
    ],
    figures: { ...figuresOf(rehearsal), ...caughtUp, rates },
  };
}

async function growAndCatchUp(
  { cluster, install, say }: OwnStage,
  orders: readonly MadeOrder[],
  since: Date,
  pauses: Pauses,
): Promise<CaughtUp> {
  const names = cluster.parts().flatMap(({ group, name }) => (group === service ? [name] : []));
  say(`Stopping ${names.join(' and ')}`);
  await Promise.all(names.map((name) => cluster.stopPart(name)));
  try {
    return await withBus(install, async (publish) => {
      say('Publishing the backlog');
      const startedMs = performance.now();
      let messages = 0;
      for (const batch of messagesAbout(orders, new Date())) {
        if (pauses.ended) break;
        await publish(batch);
        messages += batch.length;
      }
      const published = { messages, ms: performance.now() - startedMs };
      say('Publishing the same messages again');
      const again = await sayAllAgain(install, since, publish);
      const duplicates = { messages: again, rows: await republishAll(install, since) };
      say(`Starting ${names.join(' and ')}`);
      const begunMs = performance.now();
      let startMs = 0;
      const [lags] = await Promise.all([
        followLag(install, consumers, caughtUpWithinMs, pauses),
        Promise.all(names.map((name) => cluster.startPart(name))).then(() => {
          startMs = performance.now() - begunMs;
        }),
      ]);
      return { published, duplicates, startMs, lags };
    });
  } finally {
    await Promise.all(names.map((name) => cluster.startPart(name)));
  }
}

async function withBus<T>(
  install: Install,
  work: (publish: (messages: readonly Message[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const { nats } = install;
  if (!nats) throw new Error('There is no NATS to publish to.');
  return withDatabase(install, service, async (database) => {
    const bus = await createJetStreamBus({
      ...{ ...nats, service: 'drill', database, log: createLogger('silent') },
    });
    try {
      return await work((messages) => untilTaken(() => bus.publish(messages)));
    } finally {
      await bus.stop();
    }
  });
}

const takenWithinMs = 60_000;
const pauseMs = 200;

/** The bus may not be connected yet, or be choosing a leader. */
async function untilTaken(publish: () => Promise<void>): Promise<void> {
  for (const givenUpMs = performance.now() + takenWithinMs; ; ) {
    try {
      return await publish();
    } catch (error) {
      if (performance.now() > givenUpMs) throw error;
      await pause(pauseMs);
    }
  }
}

/** Each order is known in its last version, and has its tickets once: or none, when refunded. */
async function judgeTickets(install: Install, orders: readonly MadeOrder[]): Promise<Verdict> {
  const [found] = await withDatabase(install, service, (database) =>
    database.query<{ behind: number; wrong: number; twice: number }>(
      `select count(*) filter (where known.version is distinct from made.version)::int as behind,
              count(*) filter (where coalesce(issued.valid, 0) <> made.valid)::int as wrong,
              count(*) filter (where issued.total > made.quantity)::int as twice
       from unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) as made (id, version, quantity, valid)
       left join known_order as known using (id)
       left join (select order_id as id, count(*) as total,
                         count(*) filter (where status = 'valid') as valid
                  from ticket where order_id = any($1::uuid[]) group by order_id) as issued using (id)`,
      [
        orders.map(({ orderId }) => orderId),
        orders.map(lastVersion),
        orders.map(({ quantity }) => quantity),
        orders.map((order) => (isRefunded(order) ? 0 : order.quantity)),
      ],
    ),
  );
  const { behind = -1, wrong = -1, twice = -1 } = found ?? {};
  const good = behind === 0 && wrong === 0 && twice === 0;
  return {
    good,
    text: good
      ? `Each of ${formatNumber(orders.length)} orders is known in its last version, though messages came twice and in the wrong order, and no ticket was issued twice.`
      : `Of ${formatNumber(orders.length)} orders, ${behind} are not known in their last version, ${wrong} have not the tickets they should, and ${twice} have too many.`,
  };
}

/** A few of them, the first and the last included. */
function thinOut(lags: readonly Lag[]): Lag[] {
  const every = Math.max(1, Math.ceil(lags.length / shownLags));
  return lags.filter((_, index) => index % every === 0 || index === lags.length - 1);
}
