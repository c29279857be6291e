import type { ReactNode } from 'react';

/** How long the tickets are still held. */
export function HoldClock({
  over,
  children,
}: {
  over: boolean;
  /** The time left, or the time of day at which it ends. */
  children: ReactNode;
}) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-lg">
      <span className="font-[650] text-accent text-xl">{children}</span>
      <span>
        {over ? 'Your hold has expired.' : 'left to pay. Your tickets are held until then.'}
      </span>
    </p>
  );
}
