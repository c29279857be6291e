import { formatTime } from '../../../lib/dates';
import type { VerdictText } from './verdict';

/** One scan at this gate, for looking back. */
export interface LoggedScan {
  readonly sequence: number;
  /** RFC 3339, by this device's clock. */
  readonly at: string;
  readonly text: VerdictText;
}

const tones: Record<VerdictText['tone'], string> = {
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
};

/** The last scans of this gate, newest first. */
export function ScanLog({
  scans,
  timeZone,
  locale,
}: {
  scans: readonly LoggedScan[];
  timeZone: string;
  locale: string;
}) {
  if (scans.length === 0) return null;
  return (
    <section aria-labelledby="last-scans" className="mt-10">
      <h2 id="last-scans" className="label-caps border-ink border-t-2 pt-3">
        Last scans at this gate
      </h2>
      <ol className="mt-2">
        {scans.map(({ sequence, at, text }) => (
          <li key={sequence} className="flex gap-4 border-rule border-b py-2.5 text-sm">
            <time dateTime={at} className="figures text-muted">
              {formatTime(at, timeZone, locale)}
            </time>
            <p className="min-w-0 break-words">
              <span className={`font-semibold ${tones[text.tone]}`}>{text.title}</span>
              {text.lines.length > 0 && `: ${text.lines.join(' · ')}`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
