import { formatDateTime, sameClock, zoneName } from '../../lib/dates';

/** The same instant on the reader's own clock, for those whose clock shows another time. */
export function ViewerTime({
  at,
  timeZone,
  locale,
}: {
  at: string;
  timeZone: string;
  locale: string;
}) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (sameClock(at, timeZone, own)) return null;
  return (
    <p className="figures text-muted text-sm">
      {formatDateTime(at, own, locale)} {zoneName(at, own, locale)} where you are
    </p>
  );
}
