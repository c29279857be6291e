'use client';

import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import { Button, type ButtonKind } from './button';

/** Sends the form around it. While it is under way it says so, and a second press does nothing. */
export function SubmitButton({
  children,
  pending: whilePending,
  kind = 'primary',
  className = '',
  disabled = false,
}: {
  children: ReactNode;
  /** What it says meanwhile: "Signing in …" */
  pending: string;
  kind?: ButtonKind;
  className?: string;
  disabled?: boolean;
}) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      kind={kind}
      className={className}
      disabled={disabled}
      aria-disabled={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {pending ? whilePending : children}
    </Button>
  );
}
