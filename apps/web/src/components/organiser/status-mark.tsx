import type { StatusLabel } from './event-status';

const tones: Record<StatusLabel['tone'], string> = {
  quiet: 'border-field text-muted',
  good: 'border-good text-good',
  bad: 'border-bad text-bad',
  strong: 'border-ink text-ink',
};

/** A status, as a small printed mark. */
export function StatusMark({ text, tone }: StatusLabel) {
  return (
    <span
      className={`inline-block whitespace-nowrap rounded-sm border px-2 py-0.5 font-semibold text-xs ${tones[tone]}`}
    >
      {text}
    </span>
  );
}
