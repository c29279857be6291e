import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

export type NoticeKind = 'info' | 'good' | 'warn' | 'bad';

const looks: Record<NoticeKind, { border: string; text: string; icon: IconName }> = {
  info: { border: 'border-ink', text: 'text-ink', icon: 'info' },
  good: { border: 'border-good', text: 'text-good', icon: 'tick' },
  warn: { border: 'border-warn', text: 'text-warn', icon: 'clock' },
  bad: { border: 'border-bad', text: 'text-bad', icon: 'stop' },
};

/** A message to the reader. `live`: it appears without an action, so it is read out. */
export function Notice({
  kind = 'info',
  title,
  children,
  live = false,
  className = '',
}: {
  kind?: NoticeKind;
  title?: ReactNode;
  children?: ReactNode;
  live?: boolean;
  className?: string;
}) {
  const look = looks[kind];
  return (
    <div
      role={live ? (kind === 'bad' ? 'alert' : 'status') : undefined}
      className={`flex gap-3 border-l-4 bg-surface px-4 py-3.5 ${look.border} ${className}`}
    >
      <Icon name={look.icon} className={`mt-0.5 shrink-0 ${look.text}`} />
      <div className="min-w-0 text-sm">
        {title && <p className={`font-semibold ${look.text}`}>{title}</p>}
        {children && <div className="[&>p+p]:mt-2">{children}</div>}
      </div>
    </div>
  );
}
