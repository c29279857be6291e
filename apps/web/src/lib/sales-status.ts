import type { EventSummary } from '@onsale/contracts/catalog/http';
import { formatDateTime } from './dates';
import { formatMoney } from './money';

/** The sale in a programme line: its status and its price. */
export function describeSale(event: EventSummary, locale: string) {
  const { salesStatus, salesOpenAt, fromPrice } = event;
  const price =
    fromPrice === null
      ? ''
      : fromPrice.amount === 0
        ? 'Free'
        : `from ${formatMoney(fromPrice, locale)}`;
  switch (salesStatus) {
    case 'open':
      return { status: 'On sale', price, tone: 'good' as const };
    case 'not_open':
      return {
        status: salesOpenAt
          ? `On sale from ${formatDateTime(salesOpenAt, event.timeZone, locale)}`
          : 'Not on sale yet',
        price,
        tone: 'soon' as const,
      };
    case 'sold_out':
      return { status: 'Sold out', price: '', tone: 'over' as const };
    case 'closed':
      return { status: 'Sales closed', price: '', tone: 'over' as const };
    case 'cancelled':
      return { status: 'Cancelled', price: '', tone: 'over' as const };
    default: // of a later version
      return { status: 'See the event', price, tone: 'soon' as const };
  }
}
