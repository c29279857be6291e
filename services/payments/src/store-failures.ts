import type { Sql } from '@onsale/runtime';

/** Who is asked about: accounts, and the marks of cards and networks. */
export interface Askers {
  readonly accounts: readonly string[];
  readonly cards: readonly string[];
  readonly networks: readonly string[];
}

interface MostFailures {
  readonly failedPerAccount: number;
  readonly failedPerCard: number;
  readonly failedPerAddress: number;
}

/** The failures of one asker that count, at most as many as its limit. */
export interface Failures {
  readonly count: number;
  /** The oldest of them: past the limit, the one that must be an hour old first. */
  readonly since: Date;
}

const failed = (column: string, keys: string, most: string) => `
  select key::text, count, since from unnest(${keys}) as key
  cross join lateral (
    select count(*)::int as count, min(created_at) as since from (
      select created_at from payment
      where ${column} = key and status = 'failed' and created_at > $4
        and failure_code <> 'provider_unavailable'
      order by created_at desc limit ${most}) as latest) as found
  where count > 0`;

/** @returns by account, card mark or network mark; without those that have none */
export async function readFailures(
  sql: Sql,
  { accounts, cards, networks }: Askers,
  most: MostFailures,
  after: Date,
): Promise<Map<string, Failures>> {
  const rows = await sql.query<Failures & { key: string }>(
    [
      failed('buyer_id', '$1::uuid[]', '$5::int'),
      failed('card_mark', '$2::text[]', '$6::int'),
      failed('network_mark', '$3::text[]', '$7::int'),
    ].join(' union all '),
    [
      ...[accounts, cards, networks, after],
      ...[most.failedPerAccount, most.failedPerCard, most.failedPerAddress],
    ],
  );
  return new Map(rows.map(({ key, count, since }) => [key, { count, since }]));
}
