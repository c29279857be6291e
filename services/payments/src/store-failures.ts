import type { Sql } from '@onsale/runtime';
import type { Attempt, FailedCardLimits } from './card-attempts.js';

const failed = (column: string, value: string, most: string) => `
  (select created_at from payment
   where ${column} = ${value} and status = 'failed' and created_at > $4
     and failure_code <> 'provider_unavailable'
   order by created_at desc offset ${most} - 1 limit 1)`;

/**
 * For each attempt, the time of the failure that must be an hour old before the attempt is allowed;
 * undefined: it is allowed now.
 */
export async function readFailures(
  sql: Sql,
  attempts: readonly Attempt[],
  limits: FailedCardLimits,
  since: Date,
): Promise<(Date | undefined)[]> {
  const rows = await sql.query<{ at: Date | null }>(
    `select greatest(
       ${failed('buyer_id', 'buyer', '$5::int')},
       ${failed('card_mark', 'card', '$6::int')},
       ${failed('network_mark', 'network', '$7::int')}) as at
     from unnest($1::uuid[], $2::text[], $3::text[])
       with ordinality as attempt (buyer, card, network, place)
     order by place`,
    [
      attempts.map((attempt) => attempt.buyerId),
      attempts.map((attempt) => attempt.cardMark),
      attempts.map((attempt) => attempt.networkMark),
      since,
      limits.failedPerAccount,
      limits.failedPerCard,
      limits.failedPerAddress,
    ],
  );
  return rows.map((row) => row.at ?? undefined);
}
