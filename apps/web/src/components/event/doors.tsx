import type { EventListing } from '@onsale/contracts/catalog/http';
import { formatDate, formatDateTime, formatTime } from '../../lib/dates';

/**
 * When the doors open, if the organiser has set it; with the day when it differs from the event's.
 */
export function Doors({
  event: { doorsAt, startsAt, timeZone },
  locale,
}: {
  event: Pick<EventListing, 'doorsAt' | 'startsAt' | 'timeZone'>;
  locale: string;
}) {
  if (!doorsAt) return null;
  const isSameDay =
    formatDate(doorsAt, timeZone, locale) === formatDate(startsAt, timeZone, locale);
  const format = isSameDay ? formatTime : formatDateTime;
  return <p className="figures">Doors {format(doorsAt, timeZone, locale)}</p>;
}
