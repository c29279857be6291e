import { type Database, Unavailable } from '@onsale/runtime';
import { betweenTries } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

export interface DatabaseHarness {
  /** With two connections, and a statement timeout of a second unless another is given. */
  readonly database: Database;
  stop(): Promise<void>;
}

/** The tests that every database of a service passes. */
export function describeDatabase(
  name: string,
  start: (statementTimeoutMs?: number) => Promise<DatabaseHarness>,
): void {
  describe(`${name}: a database`, () => {
    let harness: DatabaseHarness;
    let database: Database;

    beforeAll(async () => {
      harness = await start();
      database = harness.database;
      await database.query('create table account (id int primary key, balance int not null)');
    });
    beforeEach(async () => {
      await database.query('truncate account');
      await database.query('insert into account select id, 10 from generate_series(1, 3) as id');
    });
    afterAll(() => harness.stop());

    const balances = async () => {
      const rows = await database.query<{ balance: number }>(
        'select balance from account order by id',
      );
      return rows.map((row) => row.balance);
    };

    test('returns numbers, dates and JSON as JavaScript values', async () => {
      const at = new Date('2026-11-23T20:00:00.123Z');
      const [row] = await database.query(
        `select $1::timestamptz as at, '2026-11-23'::date as day, $2::bigint as amount,
                array[1, null, 3]::bigint[] as amounts, '{"a":[1]}'::jsonb as body, true as yes`,
        [at, 9_007_199_254_740_991],
      );
      expect(row).toEqual({
        at,
        day: '2026-11-23',
        amount: 9_007_199_254_740_991,
        amounts: [1, null, 3],
        body: { a: [1] },
        yes: true,
      });
    });

    test('stores array parameters with any content', async () => {
      const text = fc
        .string({ unit: 'binary', maxLength: 12 })
        .filter((one) => !/[\0\p{Surrogate}]/u.test(one));
      const special = fc.constantFrom(
        '',
        'null',
        'NULL',
        '{}',
        '"',
        '\\',
        '\\"',
        "'",
        ',',
        ' ',
        '\n\t',
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.option(fc.oneof(text, special))), async (texts) => {
          const [row] = await database.query('select $1::text[] as texts', [texts]);
          expect(row).toEqual({ texts });
        }),
        { numRuns: 300 },
      );
      const at = new Date('2026-11-23T20:00:00.123Z');
      const [row] = await database.query(
        `select $1::int[] as ints, $2::bool[] as yes, $3::timestamptz[] as times,
                array(select unnest($4::jsonb[])->>'a') as bodies, $5::float8[] as numbers`,
        [
          [1, null, -3],
          [true, false, null],
          [at, null],
          ['{"a":"x\\"\\\\y"}', null],
          [1.5, 1e21],
        ],
      );
      expect(row).toEqual({
        ints: [1, null, -3],
        yes: [true, false, null],
        times: [at, null],
        bodies: ['x"\\y', null],
        numbers: [1.5, 1e21],
      });
    });

    test('refuses a number that JavaScript cannot represent exactly, and stays usable', async () => {
      const tooLarge = database.query('select 9007199254740992::bigint as amount');
      await expect(tooLarge).rejects.toThrow('9007199254740992 is too large');
      expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    });

    test('commits when the work resolves', async () => {
      const result = await database.transaction(async (sql) => {
        await sql.query('update account set balance = 7 where id = 1');
        return 'done';
      });
      expect(result).toBe('done');
      expect(await balances()).toEqual([7, 10, 10]);
    });

    test('rolls back when the work rejects, and rejects with the same error', async () => {
      const error = new Error('changed my mind');
      const transaction = database.transaction(async (sql) => {
        await sql.query('update account set balance = 7');
        throw error;
      });
      await expect(transaction).rejects.toBe(error);
      expect(await balances()).toEqual([10, 10, 10]);
    });

    test('runs statements that were sent together in their order', async () => {
      const rows = await database.transaction(async (sql) => {
        const [, , rows] = await Promise.all([
          sql.query('update account set balance = balance + 1 where id = $1', [1]),
          sql.query('update account set balance = balance * 2 where id = $1', [1]),
          sql.query<{ balance: number }>('select balance from account where id = $1', [1]),
        ]);
        return rows;
      });
      expect(rows).toEqual([{ balance: 22 }]);
    });

    test('commits statements that nobody waited for', async () => {
      await database.transaction(async (sql) => {
        void sql.query('update account set balance = 1 where id = 1');
        void sql.query('update account set balance = 2 where id = 2');
      });
      expect(await balances()).toEqual([1, 2, 10]);
    });

    test('fails when a statement fails that its caller did not await', async () => {
      await database.transaction(async (sql) => {
        sql.send('update account set balance = balance + 1 where id = $1', [1]);
        sql.send('update account set balance = balance * 2 where id = 1');
      });
      expect(await balances()).toEqual([22, 10, 10]);
      const failed = database.transaction(async (sql) => {
        sql.send('update account set balance = 0');
        sql.send('insert into account values (1, 1)');
        return sql;
      });
      await expect(failed).rejects.toMatchObject({ code: '23505' });
      expect(await balances()).toEqual([22, 10, 10]);
      const leaked = await database.transaction(async (sql) => ({ sql }));
      expect(() => leaked.sql.send('update account set balance = 0')).toThrow('has ended');
    });

    test('fails with the statement that failed, not with those after it', async () => {
      const transaction = database.transaction((sql) =>
        Promise.all([
          sql.query('update account set balance = 1 where id = 1'),
          sql.query('insert into account values (1, 1)'),
          sql.query('update account set balance = 2 where id = 2'),
        ]),
      );
      await expect(transaction).rejects.toMatchObject({
        code: '23505',
        constraint: 'account_pkey',
        detail: undefined, // it names values, which may be personal
      });
      expect(await balances()).toEqual([10, 10, 10]);
    });

    test('never reports a commit when the caller ignored a failure', async () => {
      const overlooked = database.transaction(async (sql) => {
        await sql.query('insert into account values (1, 1)').catch(() => undefined);
      });
      await expect(overlooked).rejects.toMatchObject({ code: '23505' });
      const notAwaited = database.transaction(async (sql) => {
        void sql.query('update account set balance = 1 where id = 1');
        void sql.query('select 1 / (balance - 10) from account');
      });
      await expect(notAwaited).rejects.toMatchObject({ code: '22012' });
      expect(await balances()).toEqual([10, 10, 10]);
    });

    test('refuses statements of a transaction that is over', async () => {
      const leaked = await database.transaction(async (sql) => ({ sql }));
      await expect(leaked.sql.query('select 1')).rejects.toThrow('transaction has ended');
    });

    test('returns every connection to the pool, whatever happened on it', async () => {
      for (let round = 0; round < 6; round += 1) {
        await expect(database.query('select * from nowhere')).rejects.toThrow('nowhere');
        await expect(
          database.transaction((sql) => sql.query('insert into account values (1, 1)')),
        ).rejects.toThrow();
        await expect(
          database.transaction(async () => {
            throw new Error('no');
          }),
        ).rejects.toThrow('no');
      }
      await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          database.transaction(async (sql) => {
            await sql.query('update account set balance = balance + 1 where id = $1', [
              1 + (n % 3),
            ]);
          }),
        ),
      );
      expect(await balances()).toEqual([14, 13, 13]);
    });

    test('reports that it is unavailable when a statement or a lock takes too long', async () => {
      await expect(database.query('select pg_sleep(5)')).rejects.toBeInstanceOf(Unavailable);
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let holder: Promise<void> = Promise.resolve();
      await new Promise<void>((locked) => {
        holder = database.transaction(async (sql) => {
          await sql.query('select 1 from account where id = 1 for update');
          locked();
          await held;
        });
      });
      const waiter = database.query('update account set balance = 0 where id = 1');
      await expect(waiter).rejects.toBeInstanceOf(Unavailable);
      release();
      await holder;
      expect(await balances()).toEqual([10, 10, 10]);
    });

    test('answers reads while a slow one is still running', async () => {
      const { database, stop } = await start(60_000);
      const sleep = 'select pg_sleep(50)';
      let isSlow = true;
      const slow = database.query(sleep).then(
        () => undefined,
        () => {
          isSlow = false; // woken below
        },
      );
      // Some may be queued behind it on its connection; later ones are not.
      const reads: Promise<unknown>[] = [];
      let answered = 0;
      while (isSlow && answered === 0) {
        const read = database.query('select 1').then(() => {
          if (isSlow) answered += 1;
        });
        reads.push(read);
        await betweenTries();
      }
      const wake = 'select pg_cancel_backend(pid) from pg_stat_activity where query = $1';
      await database.query(wake, [sleep]);
      await Promise.all([slow, ...reads]);
      await stop();
      expect(answered).toBeGreaterThan(0);
    });

    test('reports that it is unavailable when a connection is lost, and uses another for the next call', async () => {
      const lost = database.transaction(async (sql) => {
        await sql.query('update account set balance = 0');
        await sql.query('select pg_terminate_backend(pg_backend_pid())');
      });
      await expect(lost).rejects.toBeInstanceOf(Unavailable);
      const alone = database.query('select pg_terminate_backend(pg_backend_pid())');
      await expect(alone).rejects.toBeInstanceOf(Unavailable);
      expect(await balances()).toEqual([10, 10, 10]);
    });

    test('survives the loss of all its idle connections', async () => {
      await Promise.all([database.query('select 1'), database.query('select 2')]);
      await database
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and backend_type = 'client backend'
           order by pid = pg_backend_pid()`,
        )
        .catch(() => undefined);
      // Only the requests that had not noticed yet may fail.
      await Promise.allSettled([balances(), balances()]);
      expect(await balances()).toEqual([10, 10, 10]);
    });
  });
}
