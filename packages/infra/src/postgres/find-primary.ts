import { withTimeLimit } from '@onsale/runtime';
import pg from 'pg';
import { connectionOf } from './connection-of.js';
import { endsConnection, NoPrimary } from './errors.js';
import { nameOfServer, serverUrls } from './servers.js';

/** A server that does not answer within this time counts as away. */
const answerMs = 2_000;

export interface Primary {
  /** URL of this server alone. */
  readonly url: string;
  /** Counts promotions: a later primary has a higher number. */
  readonly timeline: number;
}

/**
 * Finds the primary among the servers of a database URL by asking all at once. If several claim to
 * be it, for example an old primary that came back, the one promoted last wins.
 * @param known timeline of an earlier primary; a server with a lower one was replaced and is
 * refused
 * @returns the only server, unasked, if the URL names one
 * @throws NoPrimary, or the error of a server that refuses us
 */
export async function findPrimary(url: string, known = 0): Promise<Primary> {
  const urls = serverUrls(url);
  if (urls.length === 1) return { url: urls[0], timeline: known };
  const answers = await Promise.allSettled(
    urls.map(async (one) => ({ url: one, timeline: await timelineOf(one, known) })),
  );
  let primary: Primary | undefined;
  const reasons: unknown[] = [];
  for (const answer of answers) {
    if (answer.status === 'rejected') reasons.push(answer.reason);
    else if (!primary || answer.value.timeline > primary.timeline) primary = answer.value;
  }
  if (primary) return primary;
  const refusal = reasons.find((one) => one instanceof pg.DatabaseError && !endsConnection(one));
  if (refusal) throw refusal;
  const each = urls.map((one, at) => `${nameOfServer(one)} (${textOf(reasons[at])})`);
  throw new NoPrimary(`No server takes writes: ${each.join(', ')}`);
}

/** If every address of a host name failed, the reasons are in the inner errors. */
function textOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}

/** @throws NoPrimary if it is a standby, or was replaced */
async function timelineOf(url: string, known: number): Promise<number> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    application_name: 'onsale-primary',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ file: string | null }>(
      'select case when not pg_is_in_recovery() then pg_walfile_name(pg_current_wal_lsn()) end as file',
    );
    const file = rows[0]?.file;
    if (!file) throw new NoPrimary('a standby');
    const timeline = Number.parseInt(file.slice(0, 8), 16);
    if (timeline < known) throw new NoPrimary('replaced: another one was promoted since');
    return timeline;
  } finally {
    const ended = client.end().catch(() => undefined);
    await withTimeLimit(answerMs, ended, () => connectionOf(client).stream.destroy());
  }
}
