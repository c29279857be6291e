import { Page } from '../components/layout/page';
import { ButtonLink } from '../components/ui/button';

/** The page does not exist, or this visitor may not see it. */
export function NotFoundView() {
  return (
    <Page width="text">
      <p className="text-muted">404</p>
      <h1 className="mt-2 text-2xl">Page not found</h1>
      <p className="mt-4 text-muted">
        The event may not be public, the order may belong to another account, or there may be a typo
        in the address.
      </p>
      <div className="mt-8 flex flex-wrap gap-3">
        <ButtonLink kind="primary" href="/">
          All events
        </ButtonLink>
        <ButtonLink href="/tickets">My tickets</ButtonLink>
      </div>
    </Page>
  );
}
