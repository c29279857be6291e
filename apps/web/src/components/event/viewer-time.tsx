import { formatDateTime, zoneName } from '../../lib/dates';

/** The same instant on the reader's clock, for readers outside the venue's time zone. */
export function ViewerTime({
  at,
  venueAheadMs,
  locale,
}: {
  at: string;
  /** Milliseconds by which the venue's clock is ahead of UTC at that instant. */
  venueAheadMs: number;
  locale: string;
}) {
  // Most readers share the venue's clock and need no formatter, which is slow to create.
  if (new Date(at).getTimezoneOffset() * -60_000 === venueAheadMs) return null;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <p className="figures text-muted text-sm">
      {formatDateTime(at, own, locale)} {zoneName(at, own, locale)} where you are
    </p>
  );
}
