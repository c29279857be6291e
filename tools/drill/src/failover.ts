import { ToolError } from '@onsale/cli';
import type { Cluster } from '@onsale/cluster';
import { makePlan, type Observations, type Pauses, type Verdict } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { describeRehearsal, figuresOf, type Outcome } from './outcome.js';
import { type OwnStage, rush, until } from './stage.js';

/** Share of the rush after which the primary is lost. */
const begins = 0.4;
/** How long a standby that commits do not wait for has received nothing when its primary is lost. */
const behindMs = 2_000;
/** How long it takes until someone notices and promotes the standby. */
const noticedAfterMs = 2_000;
const foundWithinMs = 10_000;
const settledWithinMs = 120_000;
const askEveryMs = 50;
const askTimeoutMs = 1_000;
const lostServer = 'nats-1';

/** Times from the opening, in ms. */
interface FailedOver {
  readonly killedMs: number;
  readonly promotedMs: number;
  /** When each process of a service reached its database again; undefined: not in time. */
  readonly foundMs: Readonly<Record<string, number | undefined>>;
  /** When the former primary followed the promoted one; undefined: not in time. */
  readonly followsMs: number | undefined;
  /** Orders acknowledged before the standby was cut off from the primary, and until the kill. */
  readonly safe: ReadonlySet<string>;
  readonly acknowledgedAtKill: number;
}

/**
 * Loses the primary of PostgreSQL in the middle of a rush, with a NATS server and Redis, and promotes
 * the standby; then the former primary comes back as its standby. Where commits wait for the standby
 * nothing acknowledged may be lost; where they do not, the audit must name what is lost.
 */
export async function failover(
  stage: OwnStage,
  options: { seed: number; seconds: number; rate: number; asynchronous: boolean },
): Promise<Outcome> {
  const { seed, seconds, rate, asynchronous } = options;
  const plan = makePlan('crash', { seed, seconds, rate });
  let done: FailedOver | undefined;
  const rehearsal = await rush(stage, plan, async (record, pauses) => {
    await until(record, pauses, seconds * 1000 * begins);
    done = await failOver(stage, { asynchronous }, record, pauses);
    if (!pauses.ended) await stage.cluster.settled({ timeoutMs: settledWithinMs });
  });
  if (!done) throw new ToolError('The primary was not lost.');
  const { killedMs, promotedMs, foundMs, followsMs } = done;
  const waits = asynchronous
    ? `does not wait for the standby, which was cut off ${formatMs(behindMs)} before`
    : 'waits for the standby';
  const texts = [
    `Failover, seed ${seed}: ${rate} buyers a second for ${seconds} s; a commit ${waits}.`,
    `The primary was killed at ${formatMs(killedMs)}, with ${lostServer} and Redis; the standby took writes at ${formatMs(promotedMs)}.`,
    renderTable(
      ['process', 'reached it after'],
      Object.entries(foundMs).map(([name, ms]) => [
        name,
        ms === undefined ? 'not in time' : formatMs(ms - promotedMs),
      ]),
      [1],
    ),
    ...describeRehearsal(rehearsal),
  ];
  const judged = asynchronous ? [judgeNamed(done, rehearsal)] : rehearsal.verdicts;
  return {
    texts,
    verdicts: [judgeFound(done), judgeFollows(done, { asynchronous }), ...judged],
    figures: { ...figuresOf(rehearsal), killedMs, promotedMs, foundMs, followsMs },
  };
}

async function failOver(
  { cluster, pair, say }: OwnStage,
  { asynchronous }: { asynchronous: boolean },
  record: Observations,
  pauses: Pauses,
): Promise<FailedOver> {
  if (!pair) throw new Error('The cluster has no standby.');
  const now = () => performance.now() - record.openedMs;
  const safe = new Set(record.acknowledged);
  if (asynchronous) {
    say('Cutting the standby off from the primary');
    await pair.cutOff();
    await pauses.wait(behindMs);
  }
  say(`Killing the primary, ${lostServer} and Redis`);
  const killedMs = now();
  await Promise.all([
    pair.killPrimary(),
    cluster.kill(lostServer, { stayDown: true }),
    cluster.kill('redis'),
  ]);
  const acknowledgedAtKill = record.acknowledged.size;
  await pauses.wait(noticedAfterMs);
  say('Promoting the standby');
  await pair.promote();
  const promotedMs = now();
  const foundMs = await followFound(cluster, now, promotedMs + foundWithinMs, pauses);
  await cluster.startPart(lostServer);
  say('Bringing the former primary back as a standby');
  const followsMs = (await pair.bringBack()) ? now() : undefined;
  return { killedMs, promotedMs, foundMs, followsMs, safe, acknowledgedAtKill };
}

/** Asks each process of a service whether it reaches its database, until all do. */
async function followFound(
  { operationsUrls }: Cluster,
  now: () => number,
  untilMs: number,
  pauses: Pauses,
): Promise<FailedOver['foundMs']> {
  const found = Object.entries(operationsUrls).map(async ([name, url]) => {
    while (!pauses.ended && now() < untilMs) {
      if (await isReady(url)) return [name, now()] as const;
      await pauses.wait(askEveryMs);
    }
    return [name, undefined] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function isReady(operationsUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${operationsUrl}/readyz`, {
      signal: AbortSignal.timeout(askTimeoutMs),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

function judgeFound({ promotedMs, foundMs }: FailedOver): Verdict {
  const late = Object.keys(foundMs).filter((name) => foundMs[name] === undefined);
  const last = Math.max(...Object.values(foundMs).map((ms) => ms ?? 0));
  return {
    good: late.length === 0,
    text:
      late.length === 0
        ? `Each of ${Object.keys(foundMs).length} processes found the promoted standby, the last one ${formatMs(last - promotedMs)} after it took writes.`
        : `Did not find the promoted standby within ${formatMs(foundWithinMs)}: ${late.join(', ')}.`,
  };
}

function judgeFollows(
  { promotedMs, followsMs }: FailedOver,
  { asynchronous }: { asynchronous: boolean },
): Verdict {
  if (followsMs === undefined) {
    return { good: false, text: 'The former primary did not come back as a standby in time.' };
  }
  const waits = asynchronous ? '' : ', and commits waited for it again';
  return {
    good: true,
    text: `The former primary followed the promoted one ${formatMs(followsMs - promotedMs)} after that took writes${waits}.`,
  };
}

/** Only what the standby cannot have received may be lost, and the audit names it. */
function judgeNamed(
  { safe, acknowledgedAtKill }: FailedOver,
  { audits }: { audits: Awaited<ReturnType<typeof rush>>['audits'] },
): Verdict {
  const checks = audits[0]?.report.checks ?? [];
  const check = checks.find((one) => one.check === 'acknowledged holds');
  const lost = check?.found ?? 0;
  const most = acknowledgedAtKill - safe.size;
  const named = check?.findings.flatMap(({ ids }) => ids) ?? [];
  const good = lost > 0 && lost <= most && named.every((id) => !safe.has(id));
  return {
    good,
    text: good
      ? `The audit names the acknowledged orders that are lost: ${formatNumber(lost)}, of ${formatNumber(most)} that the standby may not have received.`
      : `The audit names ${formatNumber(lost)} acknowledged orders as lost; the standby may not have received ${formatNumber(most)}.`,
  };
}
