import type { ReactNode } from 'react';

/** How long the tickets are still held. */
export function HoldClock({
  over = false,
  until,
  children,
}: {
  over?: boolean;
  /** The time of day at which the hold ends, where no script counts down. */
  until?: string;
  /** The time left. */
  children?: ReactNode;
}) {
  return (
    <p className="text-lg">
      <span className="font-[650] text-accent text-xl">
        {until ? `Pay by ${until}.` : children}
      </span>{' '}
      <span>
        {over
          ? 'Your hold has expired.'
          : `${until ? '' : 'left to pay. '}Your tickets are held until then.`}
      </span>
    </p>
  );
}
