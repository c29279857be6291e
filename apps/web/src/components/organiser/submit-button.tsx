'use client';

import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import type { ButtonKind } from '../ui/button';
import { SendButton } from '../ui/send-button';

/** Submits the surrounding form of a server action. */
export function SubmitButton({
  children,
  pending: whilePending,
  kind = 'primary',
  className = '',
}: {
  children: ReactNode;
  /** Its text while the form is on its way: "Signing in …" */
  pending: string;
  kind?: ButtonKind;
  className?: string;
}) {
  const { pending } = useFormStatus();
  return (
    <SendButton sending={pending} whileSending={whilePending} kind={kind} className={className}>
      {children}
    </SendButton>
  );
}
