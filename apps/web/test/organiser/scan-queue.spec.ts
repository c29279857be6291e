import { describe, expect, it, vi } from 'vitest';
import type { KeptScans } from '../../src/components/organiser/door/kept-scans';
import {
  type Asked,
  createScanQueue,
  maxWaiting,
  type QueueState,
  type Scan,
} from '../../src/components/organiser/door/scan-queue';

const scan = (code: string): Scan => ({ scanId: `id of ${code}`, code, gate: '', at: code });

/** Storage that outlives a page. */
function storage(): KeptScans & { readonly scans: Map<string, Scan> } {
  const scans = new Map<string, Scan>();
  return {
    scans,
    load: () => [...scans.values()],
    keep(one) {
      scans.set(one.scanId, one);
      return true;
    },
    forget: (scanId) => void scans.delete(scanId),
  };
}

/** Not the second of `vi.waitFor`, which a busy machine may need for less. */
const soon = (assertion: () => void) => vi.waitFor(assertion, 30_000);

/** A page at the door, whose box office answers when the test decides. */
function page(kept = storage(), ask?: (scan: Scan) => Promise<Asked>) {
  const asked: { scan: Scan; answer: (with_: Asked) => void }[] = [];
  const answered: string[] = [];
  const unanswered: string[] = [];
  const states: QueueState[] = [];
  const queue = createScanQueue({
    kept,
    ask: ask ?? ((one) => new Promise((answer) => asked.push({ scan: one, answer }))),
    onAnswer: ({ code }, { kind }) => answered.push(`${code} ${kind}`),
    onUnanswered: (scans, why) => unanswered.push(...scans.map(({ code }) => `${code} ${why}`)),
    onState: (state) => states.push(state),
  });
  queue.start();
  return { kept, asked, answered, unanswered, states, queue };
}

describe('the scans of a gate', () => {
  it('are answered one at a time and in order, however fast they come', async () => {
    const { queue, asked, answered, kept } = page();
    for (const code of ['A', 'B', 'C']) expect(queue.add(scan(code))).toBe('taken');
    expect(asked.map((one) => one.scan.code)).toEqual(['A']);
    asked[0]?.answer({ kind: 'admitted' });
    await soon(() => expect(asked).toHaveLength(2));
    asked[1]?.answer({ kind: 'void' });
    await soon(() => expect(asked).toHaveLength(3));
    asked[2]?.answer({ kind: 'admitted' });
    await soon(() => expect(answered).toEqual(['A admitted', 'B void', 'C admitted']));
    expect(kept.scans.size).toBe(0);
  });

  it('are retried with the same id and in the same order after a lost answer', async () => {
    const { queue, asked, answered, states } = page();
    queue.add(scan('A'));
    queue.add(scan('B'));
    asked[0]?.answer('away');
    await soon(() => expect(states.at(-1)?.standing).toBe('away'));
    queue.retry();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.scan).toBe(asked[0]?.scan);
    asked[1]?.answer({ kind: 'admitted' });
    await soon(() => expect(asked).toHaveLength(3));
    asked[2]?.answer({ kind: 'admitted' });
    await soon(() => expect(answered).toEqual(['A admitted', 'B admitted']));
    expect(states.at(-1)).toMatchObject({ standing: 'well', waiting: [] });
  });

  it('each say once why they wait, also those that came while the first was asked', async () => {
    const { queue, asked, unanswered } = page();
    queue.add(scan('A'));
    queue.add(scan('B'));
    asked[0]?.answer('away');
    await soon(() => expect(unanswered).toEqual(['A away', 'B away']));
    queue.add(scan('C'));
    await soon(() => expect(asked).toHaveLength(2));
    asked[1]?.answer('away');
    await soon(() => expect(unanswered).toEqual(['A away', 'B away', 'C away']));
    queue.retry();
    expect(asked).toHaveLength(3);
    asked[2]?.answer('signed_out');
    await soon(() =>
      expect(unanswered.slice(3)).toEqual(['A', 'B', 'C'].map((code) => `${code} signed_out`)),
    );
    queue.stop();
  });

  it('outlive the page until they are answered', async () => {
    const before = page();
    before.queue.add(scan('A'));
    before.queue.add(scan('B'));
    before.queue.stop();
    before.asked[0]?.answer({ kind: 'admitted' }); // too late: nobody sees it
    const after = page(before.kept);
    expect(after.asked.map((one) => one.scan.code)).toEqual(['A']);
    after.asked[0]?.answer({ kind: 'admitted' });
    await soon(() => expect(after.asked).toHaveLength(2));
    after.asked[1]?.answer({ kind: 'admitted' });
    await soon(() => expect(after.answered).toEqual(['A admitted', 'B admitted']));
  });

  it('wait until someone signs in again', async () => {
    const { queue, asked, states, kept } = page();
    queue.add(scan('A'));
    asked[0]?.answer('signed_out');
    await soon(() => expect(states.at(-1)?.standing).toBe('signed_out'));
    expect(kept.scans.size).toBe(1);
  });

  it('are refused when too many wait, and reported as unkept where nothing is stored', () => {
    const { queue } = page({ ...storage(), keep: () => false });
    for (let at = 0; at < maxWaiting; at += 1) expect(queue.add(scan(`${at}`))).toBe('unkept');
    expect(queue.add(scan('one more'))).toBe('full');
  });

  it('are not retried after half an hour without the network until someone asks', async () => {
    vi.useFakeTimers();
    let times = 0;
    const { queue, states } = page(storage(), async () => {
      times += 1;
      return 'away';
    });
    queue.add(scan('A'));
    await vi.advanceTimersByTimeAsync(3 * 3_600_000);
    expect(states.at(-1)).toMatchObject({ paused: true, standing: 'away' });
    const before = times;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(times).toBe(before);
    queue.retry();
    expect(times).toBe(before + 1);
    queue.stop();
    vi.useRealTimers();
  });
});
