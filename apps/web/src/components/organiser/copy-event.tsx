'use client';

import { isolate } from '@onsale/contracts/text';
import { useActionState } from 'react';
import { SubmitButton } from './submit-button';

/** Copies an event as a draft; the button posts, so it needs no script. */
export function CopyEvent({
  title,
  action,
}: {
  title: string;
  action: (previous: string) => Promise<string>;
}) {
  const [problem, copy] = useActionState(action, '');
  return (
    <form action={copy}>
      <SubmitButton kind="secondary" pending="Copying …">
        Copy<span className="sr-only"> {isolate(title)}</span>
      </SubmitButton>
      <p role="alert" className="font-medium text-bad text-sm empty:hidden">
        {problem}
      </p>
    </form>
  );
}
