import { ToolError } from '@onsale/cli';
import { Histogram } from '@onsale/load';
import { makePlan, type Rehearsal } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { describeRehearsal, figuresOf, type Outcome } from './outcome.js';
import { type Opened, openPages } from './pages.js';
import type { Rolled, Roller } from './roll.js';
import { rush, type Stage } from './stage.js';

/** Share of the longest rush that passes before the roll, with old and new side by side, and after it. */
const share = 0.05;

/**
 * Replaces every service and the pages in the middle of a rush. No buyer may notice. Buyers come until
 * a while after that, for `seconds` at most.
 */
export async function update(
  stage: Stage,
  roller: Roller,
  options: { seed: number; seconds: number; rate: number },
): Promise<Outcome> {
  const { seed, seconds, rate } = options;
  // No card is confirmed late: only the update should show.
  const plan = makePlan('sustain', { seed, seconds, rate, payLate: 0 });
  let roll: Rolled | undefined;
  let pages: Opened | undefined;
  const rehearsal = await rush(stage, plan, async (record, pauses, endArrivals) => {
    const opening = roller.hasPages ? openPages(stage.install, pauses) : undefined;
    try {
      const partMs = seconds * 1000 * share;
      roll = await roller.roll(record, pauses, partMs);
      await pauses.wait(partMs);
    } finally {
      endArrivals();
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
      `Update, seed ${seed}: ${rate} buyers a second for ${formatMs(arrivedMs)}${pages ? `, and ${formatNumber(pages.count)} pages opened` : ''}. Rolled out: ${roller.what}.`,
      describeRoll(roll),
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
      ...roll.verdicts,
      ...rehearsal.verdicts,
    ],
    figures: {
      ...figuresOf(rehearsal),
      ...{ roll, arrivedMs, pages: pages?.count ?? 0, errors: failed, latency },
    },
  };
}

function describeRoll({ beginsMs, endsMs, mixedMs }: Rolled): string {
  const took = `The roll took ${formatMs(endsMs - beginsMs)}, from ${formatMs(beginsMs)} on`;
  if (!mixedMs) return `${took}.`;
  return `${took}; old and new served side by side for ${formatMs(mixedMs[1] - mixedMs[0])}.`;
}

function latencies({ record }: Rehearsal, { beginsMs, endsMs }: Rolled) {
  const latency = { 'during the roll': new Histogram(), otherwise: new Histogram() };
  for (const [second, { holdMs }] of record.seconds) {
    const isDuring = second >= Math.floor(beginsMs / 1000) && second * 1000 <= endsMs;
    latency[isDuring ? 'during the roll' : 'otherwise'].add(holdMs);
  }
  return latency;
}
