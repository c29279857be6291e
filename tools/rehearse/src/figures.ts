import { Histogram } from '@onsale/load';
import type { Observations } from './observations.js';

/** One kind of answer, in the words of the reports. */
export interface AnswerRow {
  readonly name: string;
  readonly meaning: string;
  readonly count: number;
  readonly latency: Histogram;
}

/** Requests of pages beside the purchase: buyers do not retry these. */
const besides = new Set(['page', 'file', 'account', 'own', 'stream', 'stock', 'event', 'order']);
const busy = 'asked to come back later: busy or away; retried';
const noAnswer = 'the connection was lost or nobody answered; retried';

const meanings: Readonly<Record<string, string>> = {
  'page seen': 'the HTML of a page',
  'file seen': 'a script, style sheet, font or picture of a page',
  'account seen': 'a page asked who is signed in',
  'own seen': 'an event’s page asked how many tickets the person has',
  'stream seen': 'live stock: a stream began',
  'stream refused': 'live stock: no stream, so the page polls',
  'stream lost': 'live stock: a stream was cut off',
  'stock seen': 'live stock, polled without a stream',
  'event seen': 'a page read the event again',
  'order seen': 'an order’s page read the outcome, or waited for it',
  'look seen': 'checked what is left',
  'hold held': 'tickets held; a retry gets the same order',
  'hold sold_out': 'refused: nothing left, or not enough',
  'hold sale_not_open': 'refused: came too early',
  'pay taken': 'payment accepted',
  'pay order_expired': 'too late: the hold was over',
  'pay payment_in_progress': 'a payment of this order is under way (second click)',
  'pay already_paid': 'paid already (second click)',
  'pay not_found': 'payments had not received the order yet; retried',
  'tickets seen': 'a buyer looked for the tickets, or waited for them',
};

function usualMeaning(name: string): string {
  const isBeside = besides.has(name.split(' ')[0] ?? '');
  if (name.endsWith(' busy')) return isBeside ? 'asked to come back later: busy or away' : busy;
  if (!name.endsWith(' no answer')) return '';
  return isBeside ? 'the connection was lost or nobody answered' : noAnswer;
}

export function answerRows({ totals, latencies }: Observations): AnswerRow[] {
  const steps = [
    ...['page', 'file', 'account', 'own', 'stream', 'stock', 'event', 'look'],
    ...['hold', 'pay', 'order', 'tickets'],
  ];
  const rank = (name: string) => steps.indexOf(name.split(' ')[0] ?? '');
  return [...totals]
    .map(([name, count]) => ({
      name,
      meaning: meanings[name] ?? usualMeaning(name),
      count,
      latency: latencies.get(name) ?? new Histogram(),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || b.count - a.count);
}

/** Seconds of the rush, each one, from the first with an answer to the last. */
export function secondsOf({ seconds }: Observations): number[] {
  const known = [...seconds.keys()];
  if (known.length === 0) return [];
  const first = known.reduce((a, b) => Math.min(a, b));
  const last = known.reduce((a, b) => Math.max(a, b));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The most pages that came into use within one second. */
export const mostPagesPerSecond = ({ seconds }: Observations): number =>
  Math.max(0, ...[...seconds.values()].map(({ pageMs }) => pageMs.count));

/** All answers to holds, whether held or refused. */
export function holdLatency({ seconds }: Observations): Histogram {
  const all = new Histogram();
  for (const { holdMs } of seconds.values()) all.add(holdMs);
  return all;
}
