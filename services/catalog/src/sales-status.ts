import { effectiveSalesWindow, type SalesWindow } from '@onsale/contracts/catalog/sales-window';

export type SalesStatus = 'not_open' | 'open' | 'sold_out' | 'closed' | 'cancelled';

interface Sellable extends SalesWindow {
  readonly available: number;
  readonly isPaused?: boolean;
}

/**
 * The sales status of an event in a list: the best among its ticket types.
 * @param now as `toISOString` writes it, like all instants here
 * @returns also when sales open; before that, when the first ticket type opens
 */
export function salesStatus(
  event: SalesWindow & {
    readonly status: 'draft' | 'published' | 'cancelled';
    readonly endsAt: string;
  },
  ticketTypes: readonly Sellable[],
  now: string,
): { readonly salesStatus: SalesStatus; readonly salesOpenAt: string | null } {
  const { salesOpenAt } = event;
  if (event.status === 'cancelled') return { salesStatus: 'cancelled', salesOpenAt };
  if (event.status === 'draft' && event.endsAt > now) {
    return { salesStatus: 'not_open', salesOpenAt };
  }
  const types = ticketTypes.map((type) => statusOf(event, type, now));
  const openings = types.filter((type) => type.status === 'not_open').map((type) => type.opensAt);
  const next = openings.sort()[0];
  if (types.some((type) => type.status === 'open')) return { salesStatus: 'open', salesOpenAt };
  if (next !== undefined) return { salesStatus: 'not_open', salesOpenAt: next };
  if (types.some((type) => type.status === 'sold_out')) {
    return { salesStatus: 'sold_out', salesOpenAt };
  }
  const nothingYet = types.length === 0 && (event.salesCloseAt ?? event.endsAt) > now;
  return { salesStatus: nothingYet ? 'not_open' : 'closed', salesOpenAt };
}

function statusOf(
  event: SalesWindow & { readonly endsAt: string },
  type: Sellable,
  now: string,
): { status: Exclude<SalesStatus, 'cancelled'>; opensAt: string } {
  const { opensAt, closesAt } = effectiveSalesWindow(event, type);
  if (type.isPaused || closesAt <= now) return { status: 'closed', opensAt: '' };
  if (type.available <= 0) return { status: 'sold_out', opensAt: '' };
  return opensAt !== null && opensAt > now
    ? { status: 'not_open', opensAt }
    : { status: 'open', opensAt: '' };
}
