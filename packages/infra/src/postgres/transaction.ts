import type { Transaction } from '@onsale/runtime';
import pg from 'pg';

/** What runs a statement on one connection, prepared. */
export type Run = (
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[],
) => Promise<pg.QueryResult>;

/** Statements of a transaction that failed say this after the one that made it fail. */
const inFailedTransaction = '25P02';

/**
 * Runs `work` in a transaction on `client`. `begin` goes out together with the first statement.
 * @returns what `work` resolved to, committed; rejects with the first failure otherwise
 */
export async function runTransaction<T>(
  client: pg.PoolClient,
  run: Run,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  let over = false;
  let failed: { error: unknown } | undefined;

  function send(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const sent = run(client, text, values);
    // A handler, so that a promise without an awaiter may reject.
    sent.catch((error: unknown) => {
      failed ??= { error };
    });
    return sent;
  }

  const ended = () => new Error('This transaction is over; its sql is of no use any more.');
  const sql: Transaction = {
    send(text, values) {
      if (over) throw ended();
      void send(text, values);
    },
    query<Row extends object>(text: string, values: readonly unknown[] = []) {
      if (over) return Promise.reject(ended());
      const rows = send(text, values).then((result) => result.rows as Row[]);
      // It may fail while its caller waits for another one, or for none: the transaction knows.
      rows.catch(() => undefined);
      return rows;
    },
  };

  try {
    void send('begin');
    const result = await work(sql);
    over = true;
    const { command } = await send('commit');
    // PostgreSQL answers the commit of a failed transaction by rolling it back, without an error.
    if (failed) throw failed.error;
    if (command !== 'COMMIT') throw new Error(`commit was answered with ${command}`);
    return result;
  } catch (error) {
    over = true;
    const cause = failed && isConsequence(error) ? failed.error : error;
    // When the connection is gone there is nothing to roll back, and this fails at once.
    await run(client, 'rollback', []).catch(() => undefined);
    throw cause;
  }
}

const isConsequence = (error: unknown) =>
  error instanceof pg.DatabaseError && error.code === inFailedTransaction;
