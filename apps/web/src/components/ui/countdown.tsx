import { useEffect, useRef, useState } from 'react';
import { announcement, formatRemaining } from '../../lib/countdown';

/**
 * The time left until `untilMs`: shown every second, read out only now and then.
 * @param nowMs the server's time, from `useServerTime`
 */
export function Countdown({
  untilMs,
  nowMs,
  label,
  className = '',
}: {
  untilMs: number;
  nowMs: number;
  /** The name of the countdown: "Time left to pay" */
  label: string;
  className?: string;
}) {
  const left = untilMs - nowMs;
  const before = useRef(left);
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const next = announcement(before.current, left);
    before.current = left;
    if (next) setSpoken(`${label}: ${next}`);
  }, [left, label]);
  return (
    <>
      <span role="timer" aria-label={label} className={`figures ${className}`}>
        {formatRemaining(left)}
      </span>
      <span aria-live="polite" className="sr-only">
        {spoken}
      </span>
    </>
  );
}
