import type { EventListing, OrganiserEvent } from '@onsale/contracts/catalog/http';

export interface StatusLabel {
  readonly text: string;
  readonly tone: 'quiet' | 'good' | 'bad' | 'strong';
}

type Known = Pick<EventListing, 'status' | 'endsAt' | 'unlisted'> &
  Partial<Pick<OrganiserEvent, 'salesStatus'>>;

const sales: Record<OrganiserEvent['salesStatus'], StatusLabel> = {
  not_open: { text: 'Not on sale yet', tone: 'strong' },
  open: { text: 'On sale', tone: 'good' },
  sold_out: { text: 'Sold out', tone: 'strong' },
  closed: { text: 'Sales closed', tone: 'quiet' },
  cancelled: { text: 'Cancelled', tone: 'bad' },
};

/** The status of an event, in two or three words. @param now RFC 3339 */
export function statusLabel(event: Known, now: string): StatusLabel {
  if (event.status === 'cancelled') return sales.cancelled;
  if (event.status === 'draft') return { text: 'Draft', tone: 'quiet' };
  if (event.endsAt <= now) return { text: 'Over', tone: 'quiet' };
  if (event.salesStatus) return sales[event.salesStatus];
  return { text: event.unlisted ? 'Unlisted' : 'Published', tone: 'good' };
}
