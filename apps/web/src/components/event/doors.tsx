import type { EventListing } from '@onsale/contracts/catalog/http';
import { formatDate, formatDateTime, formatTime } from '../../lib/dates';

/** When guests may come in, where the organiser says so; with the day where it is another one. */
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
