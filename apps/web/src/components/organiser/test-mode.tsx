import { Notice } from '../ui/notice';

/** Before anyone puts something on sale: the sandbox is the only payment provider there is. */
export function TestMode({ className = '' }: { className?: string }) {
  return (
    <Notice
      kind="warn"
      title="Test mode: this install takes no real money."
      className={`not-printed ${className}`}
    >
      <p>Buyers can only pay with test cards. Do not sell real tickets here.</p>
    </Notice>
  );
}
