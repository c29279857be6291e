import type { Sql } from '@onsale/runtime';

/** How many rows of `table` this transaction has read so far, by index or not. */
export async function rowsRead(sql: Sql, table: string): Promise<number> {
  const [row] = await sql.query<{ rows: number }>(
    `select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables
     where relname = $1`,
    [table],
  );
  return row?.rows ?? 0;
}
