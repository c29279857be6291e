/**
 * The columns for the fields of a record, named once for all statements that read and write them. A
 * statement gets records as one JSON parameter, and the table provides the types:
 *
 *     insert into event (${columns.list})
 *     select ${columns.list} from json_populate_recordset(null::event, $1)
 *     on conflict (id) do update set ${columns.but('id').from('excluded')}
 *
 * Columns are always listed, never `*`, because the next release may add one while this one runs.
 */
export interface Columns<R extends object> {
  /** `id, starts_at`. */
  readonly list: string;
  /** `id as "id", starts_at as "startsAt"`: rows have the names of the fields. */
  readonly fields: string;
  /** `version = excluded.version, …`, for `update … set`. */
  from(source: string): string;
  only(...fields: (keyof R & string)[]): Columns<R>;
  but(...fields: (keyof R & string)[]): Columns<R>;
  /**
   * The parameter for `json_populate_recordset(null::<table>, $n)`. Instants, integers up to 2^53,
   * arrays and JSON arrive unchanged; undefined becomes null.
   */
  json(records: readonly R[]): string;
}

/** @param names the column of each field */
export function columnsOf<R extends object>(
  names: {
    readonly [K in keyof R]-?: string;
  },
): Columns<R> {
  const fields = Object.keys(names) as (keyof R & string)[];
  return columnsIn<R>(fields.map((field) => [field, names[field]]));
}

/** A field and its column. */
type Pair<R> = readonly [keyof R & string, string];

function columnsIn<R extends object>(pairs: readonly Pair<R>[]): Columns<R> {
  return {
    list: pairs.map(([, column]) => column).join(', '),
    fields: pairs.map(([field, column]) => `${column} as "${field}"`).join(', '),
    from: (source) => pairs.map(([, column]) => `${column} = ${source}.${column}`).join(', '),
    only: (...fields) => columnsIn(pairs.filter(([field]) => fields.includes(field))),
    but: (...fields) => columnsIn(pairs.filter(([field]) => !fields.includes(field))),
    json(records) {
      const rows = records.map((record) => {
        const row: Record<string, unknown> = {};
        for (const [field, column] of pairs) row[column] = record[field];
        return row;
      });
      const text = JSON.stringify(rows);
      return loneSurrogate.test(text) ? JSON.stringify(rows, wellFormed) : text;
    },
  };
}

/** Half of a surrogate pair, which JSON writes as an escape that PostgreSQL refuses. */
const loneSurrogate = /\\ud[89a-f]/;

/** Replaces it with U+FFFD, as UTF-8 encoding does. */
const wellFormed = (_: string, value: unknown) =>
  typeof value === 'string' ? Buffer.from(value).toString() : value;
