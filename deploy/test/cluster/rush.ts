import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Histogram } from '@onsale/load';
import { findInKubernetes, makePlan, type Rehearsal, rehearse } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { kubeEnvironment } from './kubectl.js';
import { namespace, root } from './names.js';
import type { Site } from './site.js';

/** Purchases a second: enough to notice a gap, few enough for two cores with a whole cluster. */
const rate = 3;
/** The longest that something is done to the cluster. */
const mostSeconds = 240;
const beforeMs = 3_000;
const afterMs = 4_000;
/** On a busy machine messages are in transit for a while. */
const patienceMs = 60_000;
const seed = 16;

/** What buyers experienced while something was done to the cluster. */
interface Experience {
  readonly what: string;
  /** How long it took until the cluster had settled again. */
  readonly tookMs: number;
  readonly orders: number;
  readonly requests: number;
  /** Requests without an answer that decides: `hold answered 503` and how many. */
  readonly failures: readonly string[];
  readonly failed: number;
  /** The longest time without an answered hold. */
  readonly silenceMs: number;
  readonly holds: Histogram;
  /** From the payment to the tickets, of a sample. */
  readonly toTickets: Histogram;
  /** Requirements that did not hold, a sentence each. */
  readonly wrong: readonly string[];
}

/** Rushes on one site, each on an event of its own, and their records. */
export interface Rushes {
  /**
   * Buyers come, several a second, while `trouble` is done, until shortly after it; then the books
   * are audited, the event is cancelled, and they are audited again.
   * @param trouble may return a note on what it did
   */
  during(what: string, trouble: () => Promise<unknown>): Promise<Experience>;
  /** File with the id of every order that was ever acknowledged. */
  acknowledged(): Promise<string>;
  /** All experiences, one a line. */
  table(): string;
}

export function openRushes(site: Site): Rushes {
  const folder = join(root, '.onsale/test-cluster/rushes');
  const experiences: Experience[] = [];
  return {
    async during(what, trouble) {
      const own = join(folder, String(experiences.length));
      await mkdir(own, { recursive: true });
      const experience = await rushDuring(site, own, what, trouble);
      experiences.push(experience);
      return experience;
    },
    async acknowledged() {
      const files = experiences.map((_, at) => join(folder, String(at), 'acknowledged.txt'));
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('');
    },
    table: () => tableOf(experiences),
  };
}

async function rushDuring(
  site: Site,
  folder: string,
  what: string,
  trouble: () => Promise<unknown>,
): Promise<Experience> {
  const { install, close } = await findInKubernetes({ namespace }, site.url, kubeEnvironment(), {
    ...{ caFile: site.caFile, signal: new AbortController().signal },
    tell: () => undefined,
  });
  let tookMs = Number.NaN;
  let more: unknown;
  try {
    const rehearsal = await rehearse({
      ...{ install, own: undefined, folder, patienceMs },
      plan: makePlan('sustain', { seed, rate, seconds: mostSeconds, payLate: 0, abandon: 0 }),
      signal: AbortSignal.timeout(2 * mostSeconds * 1000),
      async meanwhile(record, pauses, endArrivals) {
        try {
          await pauses.wait(record.openedMs + beforeMs - performance.now());
          const startedMs = performance.now();
          more = await trouble();
          tookMs = performance.now() - startedMs;
          await pauses.wait(afterMs);
        } finally {
          endArrivals();
        }
      },
      say: () => undefined,
      tell: () => undefined,
    });
    return experienceOf(typeof more === 'string' ? `${what}: ${more}` : what, tookMs, rehearsal);
  } finally {
    await close();
  }
}

function experienceOf(what: string, tookMs: number, rehearsal: Rehearsal): Experience {
  const { record, verdicts, audits } = rehearsal;
  const holds = new Histogram();
  for (const { holdMs } of record.seconds.values()) holds.add(holdMs);
  const found = audits.flatMap(({ report }) =>
    report.checks.flatMap(({ findings }) => findings.map(({ check, text }) => `${check}: ${text}`)),
  );
  return {
    ...{ what, tookMs, holds },
    orders: record.acknowledged.size,
    requests: record.sent,
    failures: [...record.failures].map(([kind, count]) => `${count} × ${kind}`),
    failed: [...record.failures.values()].reduce((sum, count) => sum + count, 0),
    silenceMs: record.longestSilence.ms,
    toTickets: record.toTickets,
    wrong: [...verdicts.filter(({ good }) => !good).map(({ text }) => text), ...found],
  };
}

const tableOf = (experiences: readonly Experience[]): string =>
  renderTable(
    [
      ...['what happened', 'took', 'orders', 'requests', 'failed', 'longest without a hold'],
      ...['hold p99', 'tickets after p50', 'p99', 'max', 'failures'],
    ],
    experiences.map((one) => [
      ...[one.what, formatMs(one.tookMs), formatNumber(one.orders), formatNumber(one.requests)],
      ...[formatNumber(one.failed), formatMs(one.silenceMs), formatMs(one.holds.percentile(99))],
      ...[50, 99].map((p) => formatMs(one.toTickets.percentile(p))),
      ...[formatMs(one.toTickets.max), one.failures.join(', ')],
    ]),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
