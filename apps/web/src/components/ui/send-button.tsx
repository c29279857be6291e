import type { ReactNode } from 'react';
import { Button, type ButtonKind } from './button';

/** Submits the surrounding form. Shows that it is sending, and ignores a second press. */
export function SendButton({
  children,
  sending = false,
  whileSending,
  kind = 'primary',
  className = '',
}: {
  children: ReactNode;
  sending?: boolean;
  /** Its text while the form is on its way: "Signing in …" */
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
