import type { Transaction } from '@onsale/runtime';
import pg from 'pg';

/** Runs a statement on a connection, prepared. */
export type Run = (
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[],
) => Promise<pg.QueryResult>;

/** The code of all statements after the one that made a transaction fail. */
const inFailedTransaction = '25P02';

/**
 * Runs `work` in a transaction on `client`. `begin` goes out together with the first statement.
 * @returns the result of `work`, after the commit; rejects with the first failure
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

  const ended = () => new Error('This transaction has ended; do not use its sql after that.');
  const sql: Transaction = {
    send(text, values) {
      if (over) throw ended();
      void send(text, values);
    },
    query<Row extends object>(text: string, values: readonly unknown[] = []) {
      if (over) return Promise.reject(ended());
      const rows = send(text, values).then((result) => result.rows as Row[]);
      // Its caller may not be waiting for it when it fails; the transaction records the failure.
      rows.catch(() => undefined);
      return rows;
    },
  };

  try {
    void send('begin');
    const result = await work(sql);
    over = true;
    const { command } = await send('commit');
    // PostgreSQL answers the commit of a failed transaction with a rollback, not with an error.
    if (failed) throw failed.error;
    if (command !== 'COMMIT') throw new Error(`commit was answered with ${command}`);
    return result;
  } catch (error) {
    over = true;
    const cause = failed && isConsequence(error) ? failed.error : error;
    // If the connection is lost there is nothing to roll back, and this fails immediately.
    await run(client, 'rollback', []).catch(() => undefined);
    throw cause;
  }
}

const isConsequence = (error: unknown) =>
  error instanceof pg.DatabaseError && error.code === inFailedTransaction;
