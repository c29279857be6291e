import type { EventListing, OrganiserEvent } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { statusNow } from '../../lib/availability';
import { formatDateTime } from '../../lib/dates';

export interface StatusLabel {
  readonly text: string;
  readonly tone: 'quiet' | 'good' | 'bad' | 'strong';
}

type Known = Pick<EventListing, 'status' | 'endsAt' | 'timeZone'>;

/** The state of an event's sale: `paused` when everything that would sell is paused. */
export interface SaleNow {
  readonly status: OrganiserEvent['salesStatus'] | 'paused';
  readonly opensAt: string | null;
}

/** The sale in the list of events. */
export function saleInList({ salesStatus, salesOpenAt, sales }: OrganiserEvent): SaleNow {
  const isPaused = salesStatus === 'closed' && (sales?.paused.length ?? 0) > 0;
  return { status: isPaused ? 'paused' : salesStatus, opensAt: salesOpenAt };
}

/** The best status among the ticket types. @param availability null: unknown */
export function saleByStock(availability: Availability | null, nowMs: number): SaleNow | undefined {
  if (!availability) return undefined;
  const types = availability.ticketTypes.map((one) => ({ ...one, now: statusNow(one, nowMs) }));
  const ranked = ['open', 'not_open', 'sold_out', 'paused', 'closed'] as const;
  const status = ranked.find((one) => types.some(({ now }) => now === one));
  const openings = types.flatMap(({ now, opensAt }) => (now === 'not_open' && opensAt) || []);
  return { status: status ?? 'not_open', opensAt: openings.sort()[0] ?? null };
}

/** The status of an event, in a few words. @param now RFC 3339 */
export function statusLabel(
  { status, endsAt, timeZone }: Known,
  sale: SaleNow | undefined,
  now: string,
  locale: string,
): StatusLabel {
  if (status === 'cancelled') return { text: 'Cancelled', tone: 'bad' };
  if (status === 'draft') return { text: 'Draft', tone: 'quiet' };
  if (endsAt <= now) return { text: 'Ended', tone: 'quiet' };
  switch (sale?.status) {
    case 'open':
      return { text: 'On sale', tone: 'good' };
    case 'not_open': {
      const from = sale.opensAt && formatDateTime(sale.opensAt, timeZone, locale);
      return { text: from ? `On sale from ${from}` : 'Not on sale yet', tone: 'strong' };
    }
    case 'sold_out':
      return { text: 'Sold out', tone: 'strong' };
    case 'paused':
      return { text: 'Sales paused', tone: 'strong' };
    case 'closed':
      return { text: 'Sales closed', tone: 'quiet' };
    case 'cancelled':
      return { text: 'Cancelled', tone: 'bad' };
    default: // unknown, or of a later version
      return { text: 'Public', tone: 'good' };
  }
}
