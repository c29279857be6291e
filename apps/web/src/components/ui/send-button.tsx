import type { ReactNode } from 'react';
import { Button, type ButtonKind } from './button';

/** Sends the form around it. While it is under way it says so, and a second press does nothing. */
export function SendButton({
  children,
  sending = false,
  whileSending,
  kind = 'primary',
  className = '',
}: {
  children: ReactNode;
  sending?: boolean;
  /** What it says meanwhile: "Signing in …" */
  whileSending: string;
  kind?: ButtonKind;
  className?: string;
}) {
  return (
    <Button
      type="submit"
      kind={kind}
      className={className}
      aria-disabled={sending || undefined}
      onClick={(event) => {
        if (sending) event.preventDefault();
      }}
    >
      {sending ? whileSending : children}
    </Button>
  );
}
