import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ToolError } from '@onsale/cli';
import type { Cluster } from '@onsale/cluster';
import { Histogram } from '@onsale/load';
import {
  makePlan,
  type Observations,
  type Pauses,
  type Rehearsal,
  type Verdict,
} from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { makeNextVersion } from './next-version.js';
import { describeRehearsal, figuresOf, type Outcome } from './outcome.js';
import { type Opened, openPages } from './pages.js';
import { type SmallEvents, sellSmallEvents } from './small-events.js';
import { rush, type Stage, until } from './stage.js';

/** From the opening, in ms. */
interface Roll {
  readonly beginsMs: number;
  /** Old and new instances serve side by side, from when to when. */
  readonly mixedMs: readonly [number, number];
  readonly endsMs: number;
  /** The outcome of content that only the next version writes; undefined with another checkout. */
  readonly understood: Verdict | undefined;
}

interface Choice {
  readonly chosen: ReturnType<Cluster['parts']>;
  /** The checkout of the services, and of the pages unless they stay as they are. */
  readonly to: string;
  readonly withPages: boolean;
  /** Events that are cancelled while both versions run. */
  readonly events: SmallEvents | undefined;
  readonly partMs: number;
}

const replaced: ReadonlySet<string> = new Set(['service', 'web']);

/** Share of the longest rush that passes before the roll, with old and new side by side, and after it. */
const share = 0.05;

/**
 * Replaces every service and the pages in the middle of a rush: the first instance of each, then,
 * after a while with both, the second. No buyer may notice. Buyers come until a while after that,
 * for `seconds` at most. Unless a checkout is given, the new version is this one with more in its
 * messages than this one knows; and while both serve, events are cancelled, so that it writes such messages.
 */
export async function update(
  stage: Stage,
  options: {
    seed: number;
    seconds: number;
    rate: number;
    to?: string;
    /** What is replaced: `orders`, `web` …; everything by default. */
    groups?: readonly string[];
  },
): Promise<Outcome> {
  const { cluster, install } = stage;
  const { seed, seconds, rate, groups } = options;
  const given = options.to === undefined ? undefined : await assertBuilt(options.to);
  const to = given ?? (await makeNextVersion(join(stage.folder, 'next-version')));
  // No card is confirmed late: only the update should show.
  const plan = makePlan('sustain', { seed, seconds, rate, payLate: 0 });
  const chosen = cluster
    .parts()
    .filter(({ kind, group }) => replaced.has(kind) && (groups?.includes(group) ?? true));
  const hasPages = cluster.parts().some(({ kind }) => kind === 'web');
  let roll: Roll | undefined;
  let pages: Opened | undefined;
  const rehearsal = await rush(stage, plan, async (record, pauses, endArrivals) => {
    const opening = hasPages ? openPages(install, pauses) : undefined;
    let events: SmallEvents | undefined;
    try {
      events = given === undefined ? await sellSmallEvents(install, pauses) : undefined;
      const partMs = seconds * 1000 * share;
      const withPages = given !== undefined;
      roll = await rollAll({ ...stage, chosen, to, withPages, events, partMs }, record, pauses);
      await pauses.wait(partMs);
    } finally {
      endArrivals();
      await events?.end();
      pages = await opening?.stop();
    }
  });
  if (!roll) throw new ToolError('The update was not rolled out.');
  const failures = [
    ...rehearsal.record.failures,
    ...[...(pages?.failures ?? [])].map(([kind, count]) => [`page ${kind}`, count] as const),
  ];
  const failed = failures.reduce((sum, [, count]) => sum + count, 0);
  const latency = latencies(rehearsal, roll);
  const arrivedMs = rehearsal.record.arrivingUntilMs - rehearsal.record.openedMs;
  const inRush = roll.endsMs < arrivedMs;
  return {
    texts: [
      `Update, seed ${seed}: ${rate} buyers a second for ${formatMs(arrivedMs)}${pages ? `, and ${formatNumber(pages.count)} pages opened` : ''}. Rolled out: ${given ?? 'this build, with more in its messages'}.`,
      `The roll took ${formatMs(roll.endsMs - roll.beginsMs)}, from ${formatMs(roll.beginsMs)} on; old and new served side by side for ${formatMs(roll.mixedMs[1] - roll.mixedMs[0])}.`,
      renderTable(
        ['answer to a hold', 'count', 'p50', 'p99', 'max'],
        Object.entries(latency).map(([when, histogram]) => [
          when,
          formatNumber(histogram.count),
          ...[50, 99].map((p) => formatMs(histogram.percentile(p))),
          formatMs(histogram.max),
        ]),
        [1, 2, 3, 4],
      ),
      ...describeRehearsal(rehearsal),
    ],
    verdicts: [
      {
        good: failed === 0,
        text:
          failed === 0
            ? 'No buyer saw an error: every request was answered, and none with 5xx.'
            : `Buyers saw ${formatNumber(failed)} errors: ${failures.map(([kind, count]) => `${count} × ${kind}`).join(', ')}.`,
      },
      {
        good: inRush,
        text: inRush
          ? 'The whole roll fell into the rush.'
          : `The roll ended ${formatMs(roll.endsMs - arrivedMs)} after the last buyer: give more --seconds.`,
      },
      ...(roll.understood ? [roll.understood] : []),
      ...rehearsal.verdicts,
    ],
    figures: {
      ...figuresOf(rehearsal),
      ...{ roll, arrivedMs, pages: pages?.count ?? 0, errors: failed, latency },
    },
  };
}

async function rollAll(
  { cluster, say, chosen, to, withPages, events, partMs }: Stage & Choice,
  record: Observations,
  pauses: Pauses,
): Promise<Roll> {
  const now = () => performance.now() - record.openedMs;
  /** One after the other: on few cores, buyers would notice many starts at once. */
  const replace = async (wanted: number) => {
    for (const { name, kind } of chosen.filter(({ index }) => index === wanted)) {
      if (withPages || kind === 'service') cluster.useBuild(name, to);
      await cluster.restart(name);
    }
  };
  await until(record, pauses, partMs);
  const beginsMs = now();
  say('Rolling out the first instances');
  await replace(1);
  const mixedFromMs = now();
  const [understood] = await Promise.all([events?.cancelAll(), pauses.wait(partMs)]);
  const mixedUntilMs = now();
  say('Rolling out the second instances');
  await replace(2);
  return { beginsMs, mixedMs: [mixedFromMs, mixedUntilMs], endsMs: now(), understood };
}

function latencies({ record }: Rehearsal, { beginsMs, endsMs }: Roll) {
  const latency = { 'during the roll': new Histogram(), otherwise: new Histogram() };
  for (const [second, { holdMs }] of record.seconds) {
    const isDuring = second >= Math.floor(beginsMs / 1000) && second * 1000 <= endsMs;
    latency[isDuring ? 'during the roll' : 'otherwise'].add(holdMs);
  }
  return latency;
}

/** @returns the whole path; @throws ToolError when it is not a built checkout */
async function assertBuilt(folder: string): Promise<string> {
  const checkout = resolve(folder);
  for (const file of ['services/orders/dist/main.js', 'apps/web/server.mjs']) {
    await access(join(checkout, file)).catch((error: Error) => {
      throw new ToolError(
        `${folder} cannot be rolled out: ${error.message}. Build it: npm run build`,
      );
    });
  }
  return checkout;
}
