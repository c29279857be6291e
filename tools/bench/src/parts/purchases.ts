import { setTimeout as pause } from 'node:timers/promises';
import { type Client, Histogram } from '@onsale/load';
import { BenchError } from '../failure.js';
import { countOrders, findViolations } from '../invariants.js';
import { latencyFigures } from '../measure-holds.js';
import { costFigures, startMeter } from '../meter.js';
import type { Figures, Outcome, Part } from '../part.js';
import { Crowd, hold, type Pace, rush, Tally, type Visit } from '../rush.js';
import { onServers, type Stage } from '../stage.js';
import { warmUp } from '../warm-up.js';

const workers = 200;
const rateConnections = 1_000;
const card = { number: '4242424242424242', expiry: '12/49', cvc: '123' };
/** Hold, payment, webhook. */
const requestsEach = 3;
const payTries = 50;
const payAgainMs = 200;

/** Hold, pay, have tickets: as fast as it goes, until the last ticket is issued. */
export const purchases: Part = {
  name: 'purchases',
  title: 'Full purchases: hold, payment, tickets',
  unit: 'purchases/s',
  measure: (stage) => measurePurchases(stage, workers, { workers, ms: stage.sizes.measureMs }),
};

/** The same at half of that, where the time from payment to ticket is what a buyer sees. */
export const ticketDelay: Part = {
  name: 'ticket-delay',
  title: 'Payment to ticket, at half of that rate',
  unit: 'purchases/s',
  needs: ['purchases'],
  measure(stage) {
    const maximum = stage.found('purchases', 'perSecond');
    if (maximum === undefined) throw new BenchError('The maximum of purchases was not measured.');
    const pace = { perSecond: maximum / 2, ms: stage.sizes.measureMs };
    return measurePurchases(stage, rateConnections, pace);
  },
};

async function measurePurchases(stage: Stage, connections: number, pace: Pace): Promise<Outcome> {
  const { buyers, sales, sizes, signal, cluster, random } = stage;
  return onServers(stage, { role: 'product', connections }, async (running) => {
    const { clients, urls } = running;
    const crowd = new Crowd(buyers.cookies, [sales.hot], random);
    await cluster.checkpoint();
    const meter = await startMeter(cluster, running);
    const all = new Tally();
    const warm: string[] = [];
    const visitOf = (paid: string[]) => buy(paid, signal);
    await warmUp(sizes, async (ms) => {
      all.add((await rush(clients, crowd, { workers, ms }, signal, visitOf(warm))).tally);
      return { answered: warm.length * requestsEach, isReady: true };
    });
    await running.settle();
    const startedAt = Date.now();
    const paid: string[] = [];
    const { tally, generatorMs, seconds } = await rush(clients, crowd, pace, signal, visitOf(paid));
    const settleSeconds = await running.settle();
    const cost = await meter.end();
    all.add(tally);

    const { delay, lastIssuedAt, issued } = await readDelays(stage, urls, paid);
    const violations = await findViolations(
      urls,
      all,
      await countOrders(cluster, urls.orders as string, [sales.hot.eventId]),
      { signal },
    );
    if (issued < paid.length) {
      violations.push(`${paid.length} orders were paid, and ${issued} have tickets.`);
    }
    const { busy, lost, unexpected, held } = tally;
    const figures: Figures = {
      perSecond: lastIssuedAt === undefined ? 0 : (issued * 1000) / (lastIssuedAt - startedAt),
      seconds,
      ...{ held, paid: paid.length, busy, lost, unexpected: unexpected.length },
      ...latencyFigures(delay),
      settleSeconds,
      generatorBusy: generatorMs / 1000 / seconds,
      ...costFigures(cost, warm.length + paid.length),
    };
    return { figures, violations };
  });
}

/** Holds, then pays; retries while `payments` has not received the order yet. */
const buy =
  (paid: string[], signal: AbortSignal): Visit =>
  async (client, ask, tally, dueMs) => {
    const orderId = await hold(client, ask, tally, dueMs);
    if (orderId === undefined) return;
    for (let tries = 0; tries < payTries && !signal.aborted; tries += 1) {
      if (tries > 0) await pause(payAgainMs);
      if (await pay(client, orderId, ask.headers?.cookie ?? '')) {
        paid.push(orderId);
        return;
      }
    }
  };

async function pay(client: Client, orderId: string, cookie: string): Promise<boolean> {
  try {
    const answer = await client.send({
      method: 'POST',
      path: '/api/payments',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ orderId, card }),
    });
    // Asked again after an answer was lost: it is paid, or being paid.
    return answer.status === 202 || answer.status === 409;
  } catch {
    return false;
  }
}

/** From when the provider took the money to when the last ticket of the order was issued. */
async function readDelays(
  { cluster }: Stage,
  urls: Readonly<Record<string, string>>,
  paid: readonly string[],
): Promise<{ delay: Histogram; lastIssuedAt: number | undefined; issued: number }> {
  const captured = await cluster.query<{ order_id: string; at: Date }>(
    urls.payments as string,
    'select order_id, captured_at as at from payment where order_id = any($1::uuid[])',
    [paid],
  );
  const issued = await cluster.query<{ order_id: string; at: Date }>(
    urls.tickets as string,
    `select order_id, max(issued_at) as at from ticket where order_id = any($1::uuid[])
     group by order_id`,
    [paid],
  );
  const capturedAt = new Map(captured.map(({ order_id, at }) => [order_id, at]));
  const delay = new Histogram();
  let lastIssuedAt: number | undefined;
  for (const { order_id, at } of issued) {
    lastIssuedAt = Math.max(lastIssuedAt ?? 0, at.getTime());
    const from = capturedAt.get(order_id);
    if (from) delay.record(Math.max(0, at.getTime() - from.getTime()));
  }
  return { delay, lastIssuedAt, issued: issued.length };
}
