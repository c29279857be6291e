import { ToolError } from '@onsale/cli';
import { createDatabase, isDatabaseUrl } from '@onsale/infra';
import { createLogger } from '@onsale/runtime';

/** Published rows of an outbox that were written from `since` on and before `until`. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

export interface Found {
  readonly rows: number;
  /** Only where they were asked for: each row is read for it. */
  readonly messages: number | undefined;
  readonly first: { readonly id: number; readonly at: Date } | undefined;
  readonly last: { readonly id: number; readonly at: Date } | undefined;
}

/** The outbox of one service, to mark what its relays are to publish again. */
export interface Outbox {
  find(span: Span, options: { readonly countMessages: boolean }): Promise<Found>;
  /**
   * Marks the oldest of these rows behind `afterId`, in one short transaction.
   * @returns how many, and the last of them; undefined when there are no more
   */
  mark(span: Span, afterId: number, untilId: number): Promise<Marked | undefined>;
  close(): Promise<void>;
}

interface Marked {
  readonly rows: number;
  readonly lastId: number;
}

const markedRows = 1_000;
/** Counting reads all that was published in a week. */
const statementTimeoutMs = 10 * 60_000;

/**
 * A row is published after it was written, so the index on `published_at` serves a range of
 * `created_at`. The extra hour covers clocks that were set back, for example after a failover.
 */
const inSpan = `published_at >= $1::timestamptz - interval '1 hour'
  and created_at >= $1 and created_at < $2`;

/** @throws ToolError when that is no address of a database */
export function openOutbox(service: string, url: string): Outbox {
  // Never repeated in a message, because it contains a password.
  if (!isDatabaseUrl(url)) {
    throw new ToolError(
      `The address of the database of ${service} must be like postgres://user:password@host:5432/name.`,
    );
  }
  const database = createDatabase({
    ...{ url, name: 'onsale-republish', maxConnections: 1, statementTimeoutMs },
    log: createLogger('silent'),
  });
  const run = async <Row extends object>(text: string, values: readonly unknown[]) => {
    try {
      return await database.query<Row>(text, values);
    } catch (error) {
      throw explain(service, error);
    }
  };
  return {
    async find({ since, until }, { countMessages }) {
      const [found] = await run<{
        rows: number;
        messages: number | null;
        first_id: number | null;
        last_id: number | null;
        first_at: Date;
        last_at: Date;
      }>(
        `select count(*)::float8 as rows, min(id) as first_id, max(id) as last_id,
                min(created_at) as first_at, max(created_at) as last_at,
                ${countMessages ? 'sum(json_array_length(messages::json))::float8' : 'null'} as messages
         from outbox where ${inSpan}`,
        [since, until],
      );
      const { rows = 0, messages, first_id: first, last_id: last } = found ?? {};
      return {
        rows,
        messages: countMessages ? (messages ?? 0) : undefined,
        first: found && first ? { id: first, at: found.first_at } : undefined,
        last: found && last ? { id: last, at: found.last_at } : undefined,
      };
    },
    async mark({ since, until }, afterId, untilId) {
      const [marked] = await run<{ rows: number; last_id: number | null }>(
        `with oldest as materialized (
           select id from outbox
           where id > $3 and id <= $4 and published_at is not null
             and created_at >= $1 and created_at < $2
           order by id limit ${markedRows}),
         marked as (
           update outbox set published_at = null from oldest
           where outbox.id = oldest.id returning outbox.id)
         select (select count(*) from marked) as rows, max(id) as last_id from oldest`,
        [since, until, afterId, untilId],
      );
      return marked?.last_id ? { rows: marked.rows, lastId: marked.last_id } : undefined;
    },
    close: () => database.close(),
  };
}

const undefinedTable = '42P01';

function explain(service: string, error: unknown): ToolError {
  const { code, message, cause } = error as Error & { code?: string };
  if (code === undefinedTable) {
    return new ToolError(`The database given for ${service} has no outbox. Check its address.`, {
      cause: error,
    });
  }
  const reason = (cause instanceof Error ? cause.message : message).replace(/\.$/, '');
  return new ToolError(
    `The database of ${service} failed: ${reason}. Is it running, and is its address right? Run this again; rows already marked stay marked.`,
    { cause: error },
  );
}
