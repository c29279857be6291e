import { makePlan } from '@onsale/rehearse';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { inject, type Struck } from './inject.js';
import { describeRehearsal, figuresOf, type Outcome } from './outcome.js';
import { planFaults } from './plan-faults.js';
import { rush, type Stage } from './stage.js';

const settledWithinMs = 120_000;

/** Kills, pauses and cuts everything in turn while buyers arrive; then checks for losses. */
export async function chaos(
  stage: Stage,
  options: { seed: number; seconds: number; rate: number },
): Promise<Outcome> {
  const { cluster, ackWaitMs } = stage;
  const { seed, seconds } = options;
  const targets = cluster.parts();
  const faults = planFaults(seed, { seconds, ackWaitMs, targets });
  let struck: Struck[] = [];
  const rehearsal = await rush(stage, makePlan('crash', options), async (record, pauses) => {
    struck = await inject(cluster, faults, record, pauses);
    if (!pauses.ended) await cluster.settled({ timeoutMs: settledWithinMs });
  });
  const lost = struck.filter(({ backMs }) => backMs === undefined);
  const count = (kind: Struck['kind']) => struck.filter((fault) => fault.kind === kind).length;
  return {
    texts: [
      `Chaos, seed ${seed}: ${options.rate} buyers a second for ${seconds} s. A message that is not answered in ${formatMs(ackWaitMs)} goes to another process.`,
      renderFaults(struck),
      ...describeRehearsal(rehearsal),
    ],
    verdicts: [
      {
        good: struck.length === faults.length && lost.length === 0,
        text:
          lost.length > 0
            ? `Not back in time: ${lost.map(({ target }) => target).join(', ')}.`
            : `${formatNumber(struck.length)} faults: ${count('kill')} × kill -9, ${count('pause')} × paused, ${count('cut')} × cut off from the bus; everything recovered on its own.`,
      },
      ...rehearsal.verdicts,
    ],
    figures: { ...figuresOf(rehearsal), faults: struck },
  };
}

const words = { kill: 'kill -9', pause: 'SIGSTOP', cut: 'cut from the bus' } as const;

const renderFaults = (struck: readonly Struck[]) =>
  renderTable(
    ['at', 'fault', 'of', 'away for'],
    struck.map(({ kind, target, atMs, backMs }) => [
      formatMs(atMs),
      words[kind],
      target,
      backMs === undefined ? 'not back' : formatMs(backMs - atMs),
    ]),
    [0, 3],
  );
