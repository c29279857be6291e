import { formatDateTime, zoneName } from '../../lib/dates';
import { Countdown } from '../ui/countdown';

/** The onsale and how long until then. The picker opens automatically. */
export function Opening({
  at,
  nowMs,
  timeZone,
  locale,
}: {
  at: string;
  /** undefined without a script to count down: then only the time is shown. */
  nowMs: number | undefined;
  timeZone: string;
  locale: string;
}) {
  return (
    <div className="border-rule border-b py-5">
      <p className="font-medium text-accent text-sm">
        {nowMs === undefined ? 'On sale soon' : 'On sale in'}
      </p>
      <p className="scripted min-h-[1.1em] font-[650] text-2xl tracking-[-0.03em]">
        {nowMs !== undefined && (
          <Countdown label="Time until the sale opens" untilMs={Date.parse(at)} nowMs={nowMs} />
        )}
      </p>
      <p className="figures mt-1 text-muted text-sm">
        {formatDateTime(at, timeZone, locale)} {zoneName(at, timeZone, locale)}
        <span className="scripted">. This page will update when sales open.</span>
      </p>
    </div>
  );
}
