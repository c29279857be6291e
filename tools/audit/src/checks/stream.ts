import { type Doubt, Doubts } from '../doubts.js';
import type { Behind, Stream } from '../nats.js';
import { Check } from '../report.js';

/** Subscriptions of a cluster caught up with its stream. */
export async function checkStream(
  stream: Stream,
  { patienceMs, signal }: { patienceMs: number; signal?: AbortSignal | undefined },
): Promise<{ check: Check; doubts: Doubts }> {
  const check = new Check(
    'subscriptions caught up',
    `no message waits for a subscription for more than ${patienceMs / 1000} s`,
  );
  const isLate = ({ oldest }: Behind) =>
    oldest !== undefined && Date.now() - oldest.at.getTime() > patienceMs;
  const first = await stream.look();
  check.looked = first.consumers;
  const doubts = new Doubts({
    patienceMs,
    signal,
    async look(names) {
      const { behind } = await stream.look();
      return behind
        .filter(({ name, oldest }) => names.includes(name) && oldest && oldest.seq <= first.lastSeq)
        .map(
          ({ name, waiting, oldest }): Doubt => ({
            key: name,
            kind: 'behind',
            check,
            text: `Subscription ${name} is ${waiting} messages behind, the oldest waits for ${Math.round((Date.now() - Number(oldest?.at)) / 1000)} s.`,
            ids: [name],
          }),
        );
    },
  });
  for (const one of first.behind.filter(isLate)) await doubts.add(one.name, 'behind');
  return { check, doubts };
}
