import type { Sql } from './infra.js';

/**
 * Describes rows of a table that wait for work. The table is the source of truth: a row waits as
 * long as it exists and meets `waiting`, and its next attempt is at `dueAt`.
 */
export interface WorkRows {
  readonly table: string;
  /** The columns of its key with their types: `{ id: 'uuid' }`. */
  readonly key: Readonly<Record<string, string>>;
  /** The condition for waiting rows; an index on `dueAt` should have the same condition. */
  readonly waiting: string;
  /** The column (timestamptz) for the next attempt; `infinity` once the row was given up. */
  readonly dueAt: string;
  /** The column (int) that counts claims. */
  readonly tries: string;
  /** The columns that a claim returns. */
  readonly columns: string;
  /**
   * A claimed row that is neither done nor postponed within this time is due again: its process
   * died.
   */
  readonly leaseSeconds: number;
  /**
   * The pause after the first failure. It doubles with each failure, minus up to half at random.
   */
  readonly firstPauseSeconds: number;
  readonly maxPauseSeconds: number;
  /** A row is given up after this many attempts; undefined: never. */
  readonly maxTries?: number;
}

/** The values of a row's key, by column. */
export type WorkKey = Readonly<Record<string, string>>;

const keyColumns = ({ key }: WorkRows) => Object.keys(key).join(', ');

/**
 * Claims due rows for this process, longest due first. Skips rows that other processes are
 * claiming.
 */
export const claimWork = <Row extends object>(
  sql: Sql,
  rows: WorkRows,
  now: Date,
  limit: number,
): Promise<Row[]> =>
  sql.query<Row>(
    `update ${rows.table} set ${rows.tries} = ${rows.tries} + 1,
       ${rows.dueAt} = $1::timestamptz + make_interval(secs => $3)
     where (${keyColumns(rows)}) in (
       select ${keyColumns(rows)} from ${rows.table}
       where ${rows.waiting} and ${rows.dueAt} <= $1
       order by ${rows.dueAt} limit $2 for update skip locked)
     returning ${rows.columns}`,
    [now, limit, rows.leaseSeconds],
  );

/** A claimed row that was not done. */
export interface Postponed {
  readonly key: WorkKey;
  /** The latest time for the next attempt; by default only the usual pause applies. */
  readonly againAt?: Date | undefined;
}

/**
 * Schedules the next attempt for claimed rows, or gives them up. Rows that no longer wait stay
 * unchanged.
 * @returns the keys of the rows that were given up
 */
export async function postponeWork(
  sql: Sql,
  rows: WorkRows,
  failed: readonly Postponed[],
  now: Date,
): Promise<WorkKey[]> {
  const types = Object.entries(rows.key).map(([column, type]) => `${column} ${type}`);
  const columns = Object.keys(rows.key);
  const own = columns.map((column) => `${rows.table}.${column}`);
  const postponed = await sql.query<{ key: WorkKey; isGivenUp: boolean }>(
    `update ${rows.table} set ${rows.dueAt} = case
       when ${rows.tries} >= $5::int then 'infinity'
       else least(failed.again_at, $2::timestamptz + make_interval(secs =>
         least($4::float8, $3::float8 * 2 ^ least(${rows.tries} - 1, 30)) * (0.5 + random() / 2)))
       end
     from jsonb_to_recordset($1) as failed (${types.join(', ')}, again_at timestamptz)
     where (${own.join(', ')}) = (${columns.map((column) => `failed.${column}`).join(', ')})
       and ${rows.waiting} and ${rows.dueAt} < 'infinity'
     returning jsonb_build_object(${columns.map((column, at) => `'${column}', ${own[at]}`).join(', ')})
         as key, ${rows.dueAt} = 'infinity' as "isGivenUp"`,
    [
      JSON.stringify(failed.map(({ key, againAt }) => ({ ...key, again_at: againAt }))),
      now,
      rows.firstPauseSeconds,
      rows.maxPauseSeconds,
      rows.maxTries ?? null,
    ],
  );
  return postponed.filter(({ isGivenUp }) => isGivenUp).map(({ key }) => key);
}

export interface WorkLag {
  /** Due rows that no process has claimed, capped at 10,000. */
  readonly due: number;
  /** How long the first of them has been due. */
  readonly lateSeconds: number;
}

const countedRows = 10_000;

export async function readWorkLag(sql: Sql, rows: WorkRows, now: Date): Promise<WorkLag> {
  const [lag] = await sql.query<WorkLag>(
    `select count(*)::int as due,
       coalesce(extract(epoch from $1::timestamptz - min(due_at)), 0)::float8 as "lateSeconds"
     from (select ${rows.dueAt} as due_at from ${rows.table}
       where ${rows.waiting} and ${rows.dueAt} <= $1
       order by ${rows.dueAt} limit ${countedRows}) as waiting`,
    [now],
  );
  return lag ?? { due: 0, lateSeconds: 0 };
}
