import { audit, renderAudit } from '@onsale/audit';
import { median } from '@onsale/bench/statistics';
import { createClient, familyCpuMs, TransportError } from '@onsale/load';
import {
  cancelEvent,
  createApi,
  type Install,
  makeEvent,
  makePlan,
  openAt,
  Pauses,
  startSessions,
} from '@onsale/rehearse';
import { formatNumber, renderTable } from '@onsale/report';
import { newId } from '@onsale/runtime';
import type { Outcome } from './outcome.js';
import type { OwnStage } from './stage.js';

/** Buyers who hold one ticket after the other, each time for another account. */
const buyers = 400;
/** Tickets of one account at the event: the most that an organiser can allow. */
const perPersonLimit = 50;
/** More holds a second than any machine that the drill is likely to run on. */
const mostHoldsPerSecond = 6_000;
const tickets = 1_000_000;
/** A new process compiles for this long; a short trial of the drill need not wait. */
const longestWarmUpMs = 8_000;
const timeoutMs = 30_000;
const sessionMinutes = 120;
const patienceMs = 300_000;

interface Round {
  readonly instances: 1 | 2;
  readonly holdsPerSecond: number;
  readonly errors: number;
  /** Use of the processor by part: 1 is a whole core. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** Holds a second through the ingress with one instance of `orders` and with two, by turns. */
export async function instances(
  stage: OwnStage,
  { seed, seconds, rounds: count }: { seed: number; seconds: number; rounds: number },
): Promise<Outcome> {
  const { cluster, install, signal, say, tell } = stage;
  const pauses = new Pauses();
  const end = () => pauses.end();
  signal.addEventListener('abort', end, { once: true });
  const api = createApi(install, pauses);
  const acknowledged: string[] = [];
  const rounds: Round[] = [];
  try {
    const plan = makePlan('sustain', { seed, tickets });
    const warmUpMs = Math.min(seconds * 1000, longestWarmUpMs);
    const mostHolds = mostHoldsPerSecond * (seconds + warmUpMs / 1000) * count * 2;
    const accounts = buyers + Math.ceil(mostHolds / perPersonLimit);
    const cookies = await startSessions(
      install,
      api,
      pauses,
      accounts + 1,
      sessionMinutes,
      () => {},
    );
    api.signInAs(cookies.pop() ?? '');
    const event = await makeEvent(
      api,
      plan,
      new Date(Date.now() + api.clockAheadMs),
      perPersonLimit,
    );
    await openAt(api, event, new Date(Date.now() + api.clockAheadMs + 1_000), pauses);
    await pauses.wait(1_500);
    const order = {
      eventId: event.id,
      lines: [{ ticketTypeId: event.ticketTypeIds[0], quantity: 1 }],
    };
    let turns = 0;
    const nextCookie = () => cookies[turns++ % cookies.length] as string;
    const measure = (ms: number) =>
      holdForAWhile(install, nextCookie, JSON.stringify(order), ms, pauses, acknowledged);
    for (let turn = 0; turn < count * 2 && !pauses.ended; turn += 1) {
      const running = turn % 2 === 0 ? 1 : 2;
      if (running === 1) await cluster.stopPart('orders-2');
      else await cluster.startPart('orders-2');
      await measure(warmUpMs);
      const cpu = await measureCpu(stage);
      const { held, errors, ms } = await measure(seconds * 1000);
      const round: Round = {
        instances: running,
        holdsPerSecond: (held / ms) * 1000,
        errors,
        cpu: await cpu.end(),
      };
      rounds.push(round);
      tell(`${running} × orders: ${formatNumber(Math.round(round.holdsPerSecond))} holds/s`);
    }
    signal.throwIfAborted();
    say('Auditing the books');
    await cancelEvent(api, event.id);
    const urls = (await install.databases()) ?? {};
    const report = await audit({
      ...{ urls, nats: install.nats, acknowledged, eventId: event.id, patienceMs, signal },
    });
    return outcomeOf(rounds, { seconds, report, orders: acknowledged.length });
  } finally {
    signal.removeEventListener('abort', end);
    await api.close();
  }
}

function outcomeOf(
  rounds: readonly Round[],
  {
    seconds,
    report,
    orders,
  }: { seconds: number; report: Awaited<ReturnType<typeof audit>>; orders: number },
): Outcome {
  const of = (instances: Round['instances']) => rounds.filter((one) => one.instances === instances);
  const rate = (instances: Round['instances']) =>
    median(of(instances).map(({ holdsPerSecond }) => holdsPerSecond));
  const [one, two] = [rate(1), rate(2)];
  const parts = [...new Set(rounds.flatMap(({ cpu }) => Object.keys(cpu)))];
  const cpuOf = (part: string, instances: Round['instances']) =>
    median(of(instances).map(({ cpu }) => cpu[part] ?? 0));
  const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
  return {
    texts: [
      `Instances of orders: ${buyers} buyers who hold one ticket after the other through the ingress with TLS, ${rounds.length / 2} rounds of ${seconds} s of each kind by turns, medians.`,
      renderTable(
        ['orders', 'holds/s', 'each round'],
        ([1, 2] as const).map((instances) => [
          `${instances} ×`,
          formatNumber(Math.round(rate(instances))),
          of(instances)
            .map(({ holdsPerSecond }) => Math.round(holdsPerSecond))
            .join(', '),
        ]),
        [1],
      ),
      `The second instance gives ${two / one - 1 >= 0 ? '+' : ''}${((two / one - 1) * 100).toFixed(0)} %. What it can give is bounded by the processors of this machine, which everything here shares, these buyers included.`,
      renderTable(
        ['processor, of one core', '1 × orders', '2 × orders'],
        parts
          .filter((part) => Math.max(cpuOf(part, 1), cpuOf(part, 2)) >= 0.01)
          .map((part) => [
            part,
            ...([1, 2] as const).map((n) => `${Math.round(cpuOf(part, n) * 100)} %`),
          ]),
        [1, 2],
      ),
      renderAudit(report).trimEnd(),
    ],
    verdicts: [
      {
        good: errors === 0,
        text: errors === 0 ? 'No hold failed.' : `${formatNumber(errors)} holds failed.`,
      },
      {
        good: report.clean,
        text: report.clean
          ? `The audit found each of ${formatNumber(orders)} acknowledged orders, and nothing wrong.`
          : 'The audit found something: see its findings.',
      },
    ],
    figures: { holdsPerSecond: { one, two }, rounds, audit: report },
  };
}

/** Every buyer asks for the next hold as soon as the last is answered. */
async function holdForAWhile(
  install: Install,
  nextCookie: () => string,
  body: string,
  ms: number,
  pauses: Pauses,
  acknowledged: string[],
) {
  const client = createClient({
    ...{ url: install.url, connections: buyers, timeoutMs },
    ...(install.ca === undefined ? {} : { ca: install.ca }),
  });
  let [held, errors] = [0, 0];
  const startedMs = performance.now();
  const hold = async () => {
    while (performance.now() - startedMs < ms && !pauses.ended) {
      const headers = {
        cookie: nextCookie(),
        'content-type': 'application/json',
        'idempotency-key': newId(),
      };
      const answer = await client
        .send({ method: 'POST', path: '/api/orders', headers, body })
        .catch((error: unknown) => {
          if (!(error instanceof TransportError)) throw error;
        });
      if (answer?.status === 201) {
        held += 1;
        acknowledged.push((JSON.parse(answer.body) as { id: string }).id);
      } else errors += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: buyers }, hold));
    return { held, errors, ms: performance.now() - startedMs };
  } finally {
    await client.close();
  }
}

/** Processor time of every part, and of these buyers. */
async function measureCpu({ cluster }: OwnStage) {
  const read = async () => {
    const { user, system } = process.cpuUsage();
    const times = new Map([['the buyers', (user + system) / 1000]]);
    for (const { name, pid } of cluster.parts()) {
      const ms = pid === undefined ? undefined : await familyCpuMs(pid);
      if (ms !== undefined) times.set(name, ms);
    }
    return times;
  };
  const startedMs = performance.now();
  const before = await read();
  return {
    async end(): Promise<Record<string, number>> {
      const ms = performance.now() - startedMs;
      const shares = [...(await read())].map(([name, now]) => [
        name,
        (now - (before.get(name) ?? 0)) / ms,
      ]);
      return Object.fromEntries(shares) as Record<string, number>;
    },
  };
}
