import {
  claimWork,
  createMetrics,
  createWorkQueue,
  defineService,
  postponeWork,
  readWorkLag,
  startService,
  type WorkOutcome,
  type WorkQueueOptions,
  type WorkRows,
} from '@onsale/runtime';
import { eventually, type TestInfra, testInfra } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { busMigrations } from '../src/index.js';

const rows: WorkRows = {
  table: 'letter',
  key: { id: 'int', kind: 'text' },
  waiting: 'sent_at is null',
  dueAt: 'next_try_at',
  tries: 'tries',
  columns: 'id, kind',
  leaseSeconds: 10,
  firstPauseSeconds: 1,
  maxPauseSeconds: 60,
  maxTries: 4,
};

interface Letter {
  readonly id: number;
  readonly kind: string;
}

let infra: TestInfra;
beforeAll(async () => {
  infra = await testInfra('work', busMigrations.dir);
  await infra.database.query(
    `create table letter (id int, kind text, sent_at timestamptz, next_try_at timestamptz not null,
       tries int not null default 0, primary key (id, kind))`,
  );
});
afterAll(() => infra.stop());
beforeEach(() => infra.database.query('truncate letter'));

const write = (count: number) =>
  infra.database.query(
    `insert into letter (id, kind, next_try_at) select id, 'receipt', $1
     from generate_series(1, $2) as id`,
    [infra.clock.now(), count],
  );

const send = (letters: readonly Letter[]) =>
  infra.database.query('update letter set sent_at = $1 where id = any($2::int[])', [
    infra.clock.now(),
    letters.map(({ id }) => id),
  ]);

const unsent = async () =>
  (await infra.database.query('select from letter where sent_at is null')).length;

let processes = 0;

/** Starts a process with a queue of letters; it looks for work once an hour unless woken. */
async function startQueue(
  work: (letters: readonly Letter[]) => Promise<readonly WorkOutcome[]>,
  options: Partial<WorkQueueOptions<Letter, Letter>> = {},
) {
  const queue = createWorkQueue<Letter, Letter>(
    { ...infra, metrics: createMetrics('test') },
    {
      name: 'letters',
      rows,
      everyMs: 3_600_000,
      batch: 5,
      width: 2,
      maxClaimed: 20,
      read: (found) => found,
      keyOf: ({ id, kind }) => ({ id: String(id), kind }),
      work,
      ...options,
    },
  );
  processes += 1;
  const service = defineService({
    name: `work-${processes}`,
    migrations: busMigrations.dir,
    settings: {},
    setup: () => ({ tasks: [queue] }),
  });
  const { stop } = await startService(service, infra, {});
  return { queue, stop };
}

const done = (letters: readonly Letter[]) => letters.map((): WorkOutcome => 'done');

describe('a work queue', () => {
  it('gives each row to one of several processes, in limited batches, as soon as it is woken', async () => {
    await write(300);
    const sent: number[] = [];
    const sizes = new Set<number>();
    const work = async (letters: readonly Letter[]) => {
      sizes.add(letters.length);
      sent.push(...letters.map(({ id }) => id));
      await send(letters);
      return done(letters);
    };
    const processes = await Promise.all([startQueue(work), startQueue(work), startQueue(work)]);
    for (const { queue } of processes) queue.wake();
    await eventually(() => expect(sent).toHaveLength(300));
    expect(new Set(sent).size).toBe(300);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
    for (const { stop } of processes) await stop();
    expect(await unsent()).toBe(0);
  });

  it('never exceeds its limits on calls in progress and claimed rows', async () => {
    await write(100);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let calls = 0;
    const { queue, stop } = await startQueue(async (letters) => {
      calls += 1;
      await held;
      await send(letters);
      return done(letters);
    });
    queue.wake();
    await eventually(() => expect(calls).toBe(2));
    await queue.run();
    const claimed = await infra.database.query('select from letter where tries > 0');
    expect(claimed).toHaveLength(20);
    expect(calls).toBe(2);
    expect(queue.hasRoom).toBe(false);
    release();
    await eventually(async () => expect(await unsent()).toBe(0)); // it continues without being woken
    await stop();
  });

  it('retries failed rows after the pause, and does not repeat rows that succeeded in the same batch', async () => {
    await write(2);
    const tried: number[] = [];
    const { queue, stop } = await startQueue(
      async (letters) => {
        tried.push(...letters.map(({ id }) => id));
        const good = letters.filter(({ id }) => id !== 1 || tried.length > 2);
        await send(good);
        return letters.map((letter) => (good.includes(letter) ? 'done' : 'again'));
      },
      { rows: { ...rows, firstPauseSeconds: 60 } },
    );
    queue.wake();
    await eventually(async () => {
      const [row] = await infra.database.query<{ at: Date }>(
        'select next_try_at as at from letter where id = 1',
      );
      // Postponed, and no longer leased.
      expect(row?.at.getTime()).toBeGreaterThanOrEqual(infra.clock.now().getTime() + 30_000);
    });
    await queue.run();
    expect(tried.sort()).toEqual([1, 2]);
    infra.clock.advance(60_000);
    queue.wake();
    await eventually(async () => expect(await unsent()).toBe(0));
    expect(tried.sort()).toEqual([1, 1, 2]);
    await stop();
  });

  it('tries again no later than its work says, or after the usual pause', async () => {
    await write(3);
    const after = (ms: number) => new Date(infra.clock.now().getTime() + ms);
    const outcomes: WorkOutcome[] = [
      { againAt: after(25_000) },
      { againAt: after(3_600_000) },
      'again',
    ];
    const { queue, stop } = await startQueue(
      async (letters) => letters.map(({ id }): WorkOutcome => outcomes[id - 1] ?? 'done'),
      { rows: { ...rows, firstPauseSeconds: 60 } },
    );
    queue.wake();
    await eventually(async () => {
      const [first, ...others] = await infra.database.query<{ at: Date }>(
        'select next_try_at as at from letter order by id',
      );
      expect(first?.at).toEqual(after(25_000));
      for (const { at } of others) {
        expect(at.getTime()).toBeGreaterThanOrEqual(after(30_000).getTime());
        expect(at.getTime()).toBeLessThanOrEqual(after(60_000).getTime());
      }
    });
    await stop();
  });

  it('gives up a row that always fails, reports it once, and continues with the others', async () => {
    await write(3);
    const givenUp: unknown[] = [];
    let tries = 0;
    const { queue, stop } = await startQueue(
      async (letters) => {
        tries += letters.filter(({ id }) => id === 2).length;
        if (letters.some(({ id }) => id === 2)) throw new Error('no such address');
        await send(letters);
        return done(letters);
      },
      {
        batch: 1,
        rows: { ...rows, leaseSeconds: 1_000_000 },
        onGivenUp: (keys) => void givenUp.push(...keys),
      },
    );
    await eventually(() => {
      infra.clock.advance(60_000);
      queue.wake();
      expect(givenUp).not.toHaveLength(0);
    });
    expect(tries).toBe(4);
    infra.clock.advance(365 * 86_400_000);
    await queue.run();
    await stop();
    expect(givenUp).toEqual([{ id: 2, kind: 'receipt' }]);
    expect(tries).toBe(4);
    expect(await unsent()).toBe(1); // the row is still there, for a person to deal with
  });

  it('gives the rows of a process that died to another when their lease ends', async () => {
    await write(1);
    expect(await claimWork(infra.database, rows, infra.clock.now(), 10)).toHaveLength(1);
    infra.clock.advance(9_999);
    expect(await claimWork(infra.database, rows, infra.clock.now(), 10)).toHaveLength(0);
    infra.clock.advance(1);
    expect(await claimWork(infra.database, rows, infra.clock.now(), 10)).toHaveLength(1);
  });

  it('skips rows that another process is claiming, without waiting for it', async () => {
    await write(2);
    await infra.database.transaction(async (sql) => {
      await claimWork(sql, rows, infra.clock.now(), 1);
      expect(await claimWork(infra.database, rows, infra.clock.now(), 10)).toHaveLength(1);
    });
  });

  it('does not touch a row that stopped waiting while it was worked on', async () => {
    await write(1);
    const { queue, stop } = await startQueue(async (letters) => {
      await send(letters); // another process sends them, and this call does not know
      return letters.map(() => 'again');
    });
    queue.wake();
    await eventually(async () => expect(await unsent()).toBe(0));
    await stop();
    const [row] = await infra.database.query<{ at: Date }>('select next_try_at as at from letter');
    expect(row?.at).toEqual(new Date(infra.clock.now().getTime() + 10_000)); // as it was claimed
  });

  it('finishes the work it has begun when it stops, and leaves the rest due soon', async () => {
    await write(20);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let calls = 0;
    const { queue, stop } = await startQueue(async (letters) => {
      calls += 1;
      await held;
      await send(letters);
      return done(letters);
    });
    queue.wake();
    await eventually(() => expect(calls).toBe(2));
    const stopped = queue.stop?.(); // not the stop of the service, which would stop other parts first
    release();
    await stopped;
    expect(calls).toBe(2);
    expect(await unsent()).toBe(10);
    infra.clock.advance(1_000);
    expect(await claimWork(infra.database, rows, infra.clock.now(), 20)).toHaveLength(10);
    await stop();
  });

  it('works on rows that its caller has claimed, without claiming them itself', async () => {
    await infra.database.query(
      `insert into letter (id, kind, next_try_at, tries)
       values (7, 'receipt', $1::timestamptz + interval '10 s', 1)`,
      [infra.clock.now()],
    );
    const { queue, stop } = await startQueue(async (letters) => {
      await send(letters);
      return done(letters);
    });
    queue.offer([{ id: 7, kind: 'receipt' }]);
    await eventually(async () => expect(await unsent()).toBe(0));
    await stop();
  });

  it('reports how many rows are due, and how long the oldest has waited', async () => {
    await write(3);
    infra.clock.advance(5_000);
    await claimWork(infra.database, rows, infra.clock.now(), 1);
    expect(await readWorkLag(infra.database, rows, infra.clock.now())).toEqual({
      due: 2,
      lateSeconds: 5,
    });
  });
});

it('the pause after failed work doubles up to its maximum, and chance shortens it by at most half', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2_000_000_000 }), async (tries) => {
      await infra.database.query('truncate letter');
      await write(1);
      await infra.database.query('update letter set tries = $1', [tries]);
      const open = { ...rows, maxTries: 2_147_483_647 };
      const key = { id: '1', kind: 'receipt' };
      await postponeWork(infra.database, open, [{ key }], infra.clock.now());
      const [row] = await infra.database.query<{ at: Date }>(
        'select next_try_at as at from letter',
      );
      const pauseSeconds = ((row?.at.getTime() ?? 0) - infra.clock.now().getTime()) / 1000;
      const whole = Math.min(60, 2 ** (tries - 1));
      expect(pauseSeconds).toBeGreaterThanOrEqual(whole / 2 - 0.001);
      expect(pauseSeconds).toBeLessThanOrEqual(whole + 0.001);
    }),
    { numRuns: 20, examples: [[1], [2], [6], [7], [8]] },
  );
});
