'use client';

import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import type { ButtonKind } from '../ui/button';
import { SendButton } from '../ui/send-button';

/** Sends the form of a server action around it. */
export function SubmitButton({
  children,
  pending: whilePending,
  kind = 'primary',
  className = '',
}: {
  children: ReactNode;
  /** What it says meanwhile: "Signing in …" */
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
