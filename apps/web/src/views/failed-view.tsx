import type { ReactNode } from 'react';
import { Page } from '../components/layout/page';
import { ButtonLink } from '../components/ui/button';

/** A page could not be made: nothing is lost, and the reader can try again. */
export function FailedView({ again }: { again?: ReactNode }) {
  return (
    <Page width="text">
      <h1 className="text-2xl">Something went wrong on our side.</h1>
      <p className="mt-4 text-muted">Your orders and payments are safe. Try again in a moment.</p>
      <div className="mt-8 flex flex-wrap gap-3">
        {again ?? <ButtonLink href="">Try again</ButtonLink>}
        <ButtonLink href="/">All events</ButtonLink>
      </div>
    </Page>
  );
}
