'use client';

import { useEffect, useRef } from 'react';
import { Page } from '../../components/layout/page';
import { Button, ButtonLink } from '../../components/ui/button';

/** Shown when a page could not be made: nothing is lost, and the reader can try again. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Page width="text">
      <h1 ref={heading} tabIndex={-1} className="text-2xl outline-none">
        Something went wrong on our side.
      </h1>
      <p className="mt-4 text-muted">Your orders and payments are safe. Try again in a moment.</p>
      <div className="mt-8 flex flex-wrap gap-3">
        <Button onClick={() => retry()}>Try again</Button>
        <ButtonLink href="/">All events</ButtonLink>
      </div>
      {error.digest && <p className="figures mt-10 text-muted text-xs">Reference {error.digest}</p>}
    </Page>
  );
}
