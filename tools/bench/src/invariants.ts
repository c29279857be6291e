import { audit } from '@onsale/audit';
import type { Cluster } from './cluster.js';
import type { Tally } from './rush.js';

/** How many orders there are for these events. */
export async function countOrders(
  cluster: Pick<Cluster, 'query'>,
  ordersUrl: string,
  eventIds: readonly string[],
): Promise<number> {
  const [row] = await cluster.query<{ count: number }>(
    ordersUrl,
    'select count(*)::int as count from orders where event_id = any($1::uuid[])',
    [eventIds],
  );
  return row?.count ?? 0;
}

/**
 * Checks the books after a measurement, when nothing runs on them any more: every acknowledged
 * hold is there and no other, nothing oversold, nothing lost, all messages delivered.
 * @param orders rows that were added, by count
 * @param eventId looks at this event alone
 * @returns what is wrong, a sentence each
 */
export async function findViolations(
  urls: Readonly<Record<string, string>>,
  tally: Pick<Tally, 'accepted' | 'held' | 'lost' | 'busy' | 'unexpected'>,
  orders: number,
  options: { readonly eventId?: string; readonly signal?: AbortSignal } = {},
): Promise<string[]> {
  const { accepted, held, lost, busy, unexpected } = tally;
  const violations = unexpected.map((answer) => `An unacceptable answer: ${answer}`);
  if (new Set(accepted).size !== held) {
    violations.push(`${held} holds were acknowledged, with ${new Set(accepted).size} orders.`);
  }
  // What became of a request without an answer is unknown, and a 503 may come after the commit.
  if (orders < held || orders > held + lost + busy) {
    violations.push(
      `${held} holds were acknowledged (${lost + busy} more may have been written), and there are ${orders} orders.`,
    );
  }
  const { timers: _, ...books } = urls;
  const report = await audit({ urls: books, acknowledged: accepted, atRest: true, ...options });
  for (const { check, found, findings } of report.checks) {
    if (found > 0) violations.push(`${check}: ${found} found. ${findings[0]?.text ?? ''}`);
  }
  return violations;
}
