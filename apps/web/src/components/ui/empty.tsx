import type { ReactNode } from 'react';

/** Takes the place of an empty list: what belongs here, and how it gets here. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="border-ink border-t-2 pt-6 pb-4">
      <p className="font-semibold text-xl tracking-[-0.02em]">{title}</p>
      {children && <div className="mt-3 max-w-prose text-muted">{children}</div>}
    </div>
  );
}
