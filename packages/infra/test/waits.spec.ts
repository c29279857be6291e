import { createLogger, createMetrics, createWaits } from '@onsale/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalBroadcast } from '../src/local/broadcast.js';

type Waits = ReturnType<typeof createWaits>;
const started: Waits[] = [];
const turn = () => new Promise((resolve) => setTimeout(resolve));
/** So long that no request reads again unless it is woken. */
const never = 3_600_000;

function start(options: { lookEveryMs?: number; account?: number; process?: number } = {}): Waits {
  const { lookEveryMs = never, account = 10, process = 10 } = options;
  const waits = createWaits({
    service: 'test',
    broadcast: createLocalBroadcast(createLogger('silent')),
    metrics: createMetrics('test'),
    limits: { account, process },
    lookEveryMs,
  });
  started.push(waits);
  return waits;
}
afterEach(async () => {
  for (const waits of started.splice(0)) await waits.stop();
  await turn(); // the waiting requests read once more
});

/** The things that requests wait for, once they have come. */
let there: Set<string>;
let reads: string[];
beforeEach(() => {
  there = new Set();
  reads = [];
});

interface Asked {
  readonly prefer?: string;
  readonly accountId?: string;
  /** Runs during each read. */
  readonly meanwhile?: () => void;
}

/** Sends one request. @returns the answer, and a function by which its caller leaves */
function ask(
  waits: Waits,
  id: string,
  { prefer = 'wait=5', accountId = 'ada', meanwhile }: Asked = {},
) {
  let leave: () => void = () => undefined;
  let waitedMs = 0;
  const answer = waits.until({
    id,
    request: {
      headers: { prefer },
      session: { accountId },
      whenOver: (call) => {
        leave = call;
      },
      waited: (ms) => {
        waitedMs += ms;
      },
    },
    async read() {
      reads.push(id);
      const answer = there.has(id) ? 'there' : 'not yet';
      meanwhile?.();
      await new Promise((resolve) => setImmediate(resolve));
      return answer;
    },
    isThere: (answer) => answer === 'there',
  });
  return {
    answer,
    leave: () => leave(),
    /** Whether it is answered before a request that began earlier and waits as long. */
    isBefore: (other: Promise<unknown>) =>
      Promise.race([other.then(() => false), answer.then(() => true)]),
    waitedMs: () => waitedMs,
  };
}
const applied = { 'preference-applied': 'wait' };

describe('a request that prefers to wait', () => {
  it('is answered at once when there is already a result', async () => {
    there.add('one');
    const asked = ask(start(), 'one');
    expect(await asked.answer).toEqual({ answer: 'there', headers: applied });
    expect(asked.waitedMs()).toBe(0);
    expect(reads).toEqual(['one']);
  });

  it('waits until a change it cares about is announced, and reads once more', async () => {
    const waits = start();
    const other = ask(waits, 'other');
    const asked = ask(waits, 'one');
    await turn();
    there.add('one');
    waits.changed(['else', 'one']);
    expect(await asked.isBefore(other.answer)).toBe(true);
    expect(await asked.answer).toEqual({ answer: 'there', headers: applied });
    expect(asked.waitedMs()).toBeGreaterThan(0);
    expect(reads).toEqual(['other', 'one', 'one']);
  });

  it('goes on waiting after a change that brings no result', async () => {
    const waits = start();
    const other = ask(waits, 'other');
    const asked = ask(waits, 'one');
    await turn();
    waits.changed(['one']);
    await turn();
    there.add('one');
    waits.changed(['one']);
    expect(await asked.isBefore(other.answer)).toBe(true);
    expect((await asked.answer).answer).toBe('there');
  });

  it('does not miss a change during its first read', async () => {
    const waits = start();
    const other = ask(waits, 'other');
    const meanwhile = () => {
      there.add('one');
      if (reads.length === 2) waits.changed(['one']);
    };
    expect(await ask(waits, 'one', { meanwhile }).isBefore(other.answer)).toBe(true);
    expect(reads).toEqual(['other', 'one', 'one']);
  });

  it('finds a change that was not announced', async () => {
    const waits = start({ lookEveryMs: 1 });
    const other = ask(waits, 'other');
    const asked = ask(waits, 'one');
    await turn();
    there.add('one');
    expect(await asked.isBefore(other.answer)).toBe(true);
    expect((await asked.answer).answer).toBe('there');
  });

  it('is answered from a last read when its time is over', async () => {
    const asked = ask(start(), 'one', { prefer: 'respond-async, wait=1' });
    expect(await asked.answer).toEqual({ answer: 'not yet', headers: applied });
    expect(asked.waitedMs()).toBeGreaterThan(990);
    expect(reads).toEqual(['one', 'one']);
  });

  it('reads no more when its caller has gone, and frees its place', async () => {
    const other = ask(start(), 'other');
    const waits = start({ process: 1 });
    const asked = ask(waits, 'one');
    await turn();
    asked.leave();
    expect(await asked.isBefore(other.answer)).toBe(true);
    expect(reads).toEqual(['other', 'one']);
    const next = ask(waits, 'one');
    await turn();
    there.add('one');
    waits.changed(['one']);
    expect(await next.answer).toEqual({ answer: 'there', headers: applied });
  });

  it('is answered at once beyond the limit of its account or of the process', async () => {
    const waits = start({ account: 1, process: 2 });
    const atOnce = { answer: 'not yet', headers: {} };
    const waiting = [ask(waits, 'one')];
    expect(await ask(waits, 'two').answer).toEqual(atOnce);
    waiting.push(ask(waits, 'one', { accountId: 'bob' }));
    expect(await ask(waits, 'two', { accountId: 'cleo' }).answer).toEqual(atOnce);
    await waits.stop();
    for (const { answer } of waiting) expect((await answer).headers).toEqual(applied);
  });

  it('is answered when the process stops, and no request waits after that', async () => {
    const other = ask(start(), 'other');
    const waits = start();
    const asked = ask(waits, 'one');
    await turn();
    there.add('one');
    const stopped = waits.stop();
    expect(await asked.isBefore(other.answer)).toBe(true);
    expect((await asked.answer).answer).toBe('there');
    await stopped;
    expect(await ask(waits, 'two').answer).toEqual({ answer: 'not yet', headers: {} });
  });
});

it('a request without a preference is answered at once', async () => {
  const asked = ask(start(), 'one', { prefer: 'return=minimal, then; wait=5' });
  expect(await asked.answer).toEqual({ answer: 'not yet', headers: {} });
  expect(reads).toEqual(['one']);
});
