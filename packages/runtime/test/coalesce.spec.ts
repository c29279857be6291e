import { describe, expect, it } from 'vitest';
import { inBatches } from '../src/batch.js';
import { coalesce } from '../src/coalesce.js';
import { overloaded, Unavailable } from '../src/errors.js';

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const turns = async () => {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setImmediate(resolve));
};

describe('coalesce', () => {
  it('runs a lone call at once', async () => {
    const sizes: number[] = [];
    const call = coalesce<number, number>({
      run: async (batch) => batch.map((n) => n * 2),
      maxBatch: 10,
      maxQueue: 10,
      onBatch: (size) => sizes.push(size),
    });
    expect(await call(21)).toBe(42);
    expect(sizes).toEqual([1]);
  });

  it('collects the next batch while one runs, in order', async () => {
    const batches: number[][] = [];
    const first = gate();
    let inFlight = 0;
    const call = coalesce<number, number>({
      async run(batch) {
        inFlight += 1;
        expect(inFlight).toBe(1);
        batches.push([...batch]);
        if (batches.length === 1) await first.opened;
        inFlight -= 1;
        return batch;
      },
      maxBatch: 3,
      maxQueue: 100,
    });
    const lone = call(0);
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [1, 2, 3, 4, 5].map((n) => call(n));
    first.open();
    expect(await Promise.all([lone, ...rest])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(batches).toEqual([[0], [1, 2, 3], [4, 5]]);
  });

  it('rejects one caller with its own error, and not the others', async () => {
    const call = coalesce<number, number>({
      run: async (batch) => batch.map((n) => (n === 2 ? new Error('two') : n)),
      maxBatch: 10,
      maxQueue: 10,
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => call(n)));
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : String(o.reason)))).toEqual([
      1,
      'Error: two',
      3,
    ]);
  });

  it('rejects the whole batch when the batch fails, and continues with the next', async () => {
    let calls = 0;
    const call = coalesce<number, number>({
      async run(batch) {
        calls += 1;
        if (calls === 1) throw new Error('connection lost');
        return batch;
      },
      maxBatch: 10,
      maxQueue: 10,
    });
    const lost = await Promise.allSettled([call(1), call(2)]);
    expect(lost.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    expect(await call(3)).toBe(3);
  });

  it('refuses at once, with 503, when too many wait', async () => {
    const held = gate();
    const call = coalesce<number, number>({
      async run(batch) {
        await held.opened;
        return batch;
      },
      maxBatch: 1,
      maxQueue: 2,
    });
    const first = call(0);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = [call(1), call(2)];
    await expect(call(3)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 1 });
    held.open();
    expect(await Promise.all([first, ...waiting])).toEqual([0, 1, 2]);
  });

  it('begins the next batch once one is sent, but no third before the first is done', async () => {
    const committed = [gate(), gate(), gate()];
    const begun: number[][] = [];
    const call = coalesce<number, number>({
      async run(batch, sent) {
        const { opened } = committed[begun.push([...batch]) - 1] as ReturnType<typeof gate>;
        sent();
        await opened;
        return batch;
      },
      maxBatch: 2,
      maxQueue: 100,
    });
    const calls = [1, 2, 3, 4, 5].map((n) => call(n));
    await turns();
    expect(begun).toEqual([
      [1, 2],
      [3, 4],
    ]);
    committed[1]?.open();
    expect(await Promise.all(calls.slice(2, 4))).toEqual([3, 4]);
    await turns();
    expect(begun).toHaveLength(3);
    committed[0]?.open();
    committed[2]?.open();
    expect(await Promise.all(calls)).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes from a long queue and a short one alike', async () => {
    const batches: string[][] = [];
    const call = coalesce<string, string>({
      async run(batch) {
        batches.push([...batch]);
        return batch;
      },
      maxBatch: 4,
      maxQueue: 100,
      queueKey: (input) => input[0] as string,
    });
    await Promise.all(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'c1'].map((one) => call(one)));
    expect(batches).toEqual([
      ['a1', 'b1', 'c1', 'a2'],
      ['a3', 'a4', 'a5', 'a6'],
    ]);
  });

  it('serves all queues in turn when there are more than a batch takes', async () => {
    const batches: string[][] = [];
    const call = coalesce<string, string>({
      async run(batch) {
        batches.push([...batch]);
        return batch;
      },
      maxBatch: 2,
      maxQueue: 100,
      queueKey: (input) => input[0] as string,
    });
    await Promise.all(['a1', 'a2', 'a3', 'b1', 'c1'].map((one) => call(one)));
    expect(batches).toEqual([['a1', 'b1'], ['c1', 'a2'], ['a3']]);
  });

  it('when full, refuses the last of the longest queue, even if another caller comes', async () => {
    const held = gate();
    const call = coalesce<string, string>({
      async run(batch) {
        await held.opened;
        return batch;
      },
      maxBatch: 10,
      maxQueue: 4,
      queueKey: (input) => input[0] as string,
    });
    const first = call('a0');
    await turns();
    const waiting = ['a1', 'a2', 'a3', 'b1', 'b2', 'a4', 'b3'].map((one) => call(one));
    const ends = Promise.allSettled(waiting);
    held.open();
    expect(await first).toBe('a0');
    expect(
      (await ends).map((end) => (end.status === 'fulfilled' ? end.value : end.reason.status)),
    ).toEqual(['a1', 'a2', 503, 'b1', 'b2', 503, 503]);
  });

  it('loses no call when batches overlap', async () => {
    const call = coalesce<number, number>({
      async run(batch, sent) {
        for (let n = 0; n < (batch[0] ?? 0) % 3; n++) await turns();
        sent();
        for (let n = 0; n < (batch.at(-1) ?? 0) % 4; n++) await turns();
        return batch;
      },
      maxBatch: 3,
      maxQueue: 1_000,
      queueKey: (n) => String(n % 5),
    });
    const inputs = Array.from({ length: 500 }, (_, n) => n);
    const outcomes = inputs.map(async (n) => {
      for (let turn = 0; turn < n % 50; turn++) await turns();
      return call(n);
    });
    expect(await Promise.all(outcomes)).toEqual(inputs);
  });

  it('never mixes up answers: a batch with too few or too many outcomes fails', async () => {
    const call = coalesce<number, number>({ run: async () => [1], maxBatch: 10, maxQueue: 10 });
    const outcomes = await Promise.allSettled([call(1), call(2)]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a batch', () => {
  it('is repeated one by one when it fails, so that one bad input fails alone', async () => {
    const run = inBatches<number, number>(async (batch) => {
      if (batch.includes(2)) throw new Error('two');
      return batch;
    });
    expect(await run([1, 2, 3])).toEqual([1, new Error('two'), 3]);
  });

  it('is retried a bounded number of times while others win the race for its rows', async () => {
    const race = Object.assign(new Error('duplicate key'), { code: '23505' });
    let tries = 0;
    const afterFour = inBatches<number, number>(async (batch) => {
      tries += 1;
      if (tries <= 4) throw race;
      return batch;
    });
    expect(await afterFour([1])).toEqual([1]);
    tries = 0;
    const never = inBatches<number, number>(async () => {
      tries += 1;
      throw race;
    });
    expect(await never([1])).toEqual([race]);
    expect(tries).toBe(11);
  });

  it.each([
    ['away: its outcome is unknown', new Unavailable('The database')],
    ['too busy: one by one would make it worse', overloaded()],
  ])('is not done again when the database is %s', async (_why, error) => {
    const sizes: number[] = [];
    const run = inBatches<number, number>(async (batch) => {
      sizes.push(batch.length);
      throw error;
    });
    await expect(run([1, 2, 3])).rejects.toBe(error);
    expect(sizes).toEqual([3]);
  });
});
