import { makePlan } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { inject, type Struck } from './inject.js';
import { describeRehearsal, figuresOf, type Outcome } from './outcome.js';
import { planFaults } from './plan-faults.js';
import { rush, type Stage } from './stage.js';
import type { Target } from './target.js';

/** Strikes everything of a target in turn while buyers arrive; then checks for losses. */
export async function chaos(
  stage: Stage,
  target: Target,
  options: { seed: number; seconds: number; rate: number },
): Promise<Outcome> {
  const { seed, seconds, rate } = options;
  const { about, words, usualEveryMs, round } = target;
  const faults = planFaults(seed, { seconds, usualEveryMs, round });
  let struck: Struck[] = [];
  const rehearsal = await rush(stage, makePlan('crash', options), async (record, pauses) => {
    struck = await inject(target, faults, record, pauses);
    if (!pauses.ended) await target.settled(pauses);
  });
  const lost = struck.filter(({ backMs }) => backMs === undefined);
  const counts = Object.entries(words).flatMap(([kind, word]) => {
    const count = struck.filter((fault) => fault.kind === kind).length;
    return count === 0 ? [] : [`${count} × ${word}`];
  });
  return {
    texts: [
      `Chaos, seed ${seed}: ${rate} buyers a second for ${seconds} s. ${about}`,
      renderFaults(struck, words),
      ...describeRehearsal(rehearsal),
    ],
    verdicts: [
      {
        good: struck.length === faults.length && lost.length === 0,
        text:
          lost.length > 0
            ? `Not back in time: ${lost.map(({ target: part }) => part).join(', ')}.`
            : `${formatNumber(struck.length)} faults: ${counts.join(', ')}; everything recovered on its own.`,
      },
      ...rehearsal.verdicts,
    ],
    figures: { ...figuresOf(rehearsal), faults: struck },
  };
}

const renderFaults = (struck: readonly Struck[], words: Target['words']) =>
  renderTable(
    ['at', 'fault', 'of', 'away for'],
    struck.map(({ kind, target, atMs, backMs }) => [
      formatMs(atMs),
      words[kind] ?? kind,
      target,
      backMs === undefined ? 'not back' : formatMs(backMs - atMs),
    ]),
    [0, 3],
  );
