import { formatDateTime, zoneName } from '../../lib/dates';

/** The same instant on the reader's own clock, for those whose clock shows another time. */
export function ViewerTime({
  at,
  venueAheadMs,
  locale,
}: {
  at: string;
  /** How far the clock of the venue is ahead of UTC at that instant. */
  venueAheadMs: number;
  locale: string;
}) {
  // Nearly everyone lives by the clock of the venue, and needs no formatter, which is dear.
  if (new Date(at).getTimezoneOffset() * -60_000 === venueAheadMs) return null;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <p className="figures text-muted text-sm">
      {formatDateTime(at, own, locale)} {zoneName(at, own, locale)} where you are
    </p>
  );
}
