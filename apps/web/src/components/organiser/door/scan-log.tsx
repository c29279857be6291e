import { formatTime } from '../../../lib/dates';
import type { Undoable } from './undo';
import { UndoButton } from './undo-button';
import type { VerdictText } from './verdict';

/** One scan at this gate, to look back at. */
export interface LoggedScan {
  readonly scanId: string;
  /** RFC 3339, by this device's clock. */
  readonly at: string;
  readonly text: VerdictText;
  /** Present when the ticket was admitted. */
  readonly undo?: Undoable;
}

const tones: Record<VerdictText['tone'], string> = {
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
};

/** The last scans of this gate, newest first. */
export function ScanLog({
  scans,
  undone,
  onUndone,
  timeZone,
  locale,
}: {
  scans: readonly LoggedScan[];
  /** Ids of the scans that were undone here. */
  undone: ReadonlySet<string>;
  onUndone: (scanId: string) => void;
  timeZone: string;
  locale: string;
}) {
  if (scans.length === 0) return null;
  return (
    <section aria-labelledby="last-scans" className="mt-10">
      <h2 id="last-scans" className="label-caps border-ink border-t-2 pt-3">
        Latest scans at this gate
      </h2>
      <ol className="mt-2">
        {scans.map(({ scanId, at, text, undo }) => (
          <li key={scanId} className="flex items-start gap-4 border-rule border-b py-2.5 text-sm">
            <time dateTime={at} className="figures text-muted">
              {formatTime(at, timeZone, locale)}
            </time>
            <p className="min-w-0 break-words">
              <span className={`font-semibold ${tones[text.tone]}`}>{text.title}</span>
              {text.lines.length > 0 && `: ${text.lines.join(' · ').replaceAll('. · ', ' · ')}`}
              {undone.has(scanId) && (
                <span className="block font-semibold text-warn">Check-in undone</span>
              )}
            </p>
            {undo && !undone.has(scanId) && (
              <UndoButton
                checkIn={undo}
                name={text.lines[0] ?? ''}
                onUndone={() => onUndone(scanId)}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
