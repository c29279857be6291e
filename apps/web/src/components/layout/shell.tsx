import { Island } from '../island';
import { Skeleton } from '../ui/skeleton';
import { Page } from './page';

/** A page that its script fills. Without JavaScript the browser requests the plain page. */
export function Shell({ name, width = 'text' }: { name: string; width?: 'text' | 'wide' }) {
  return (
    <>
      <noscript>
        <meta httpEquiv="refresh" content="0;url=?plain=1" />
      </noscript>
      <Island name={name} props={{}}>
        <Page width={width}>
          <Skeleton className="mb-10 h-12 w-3/5" />
          <Skeleton className="mb-5 h-36 w-full" />
          <Skeleton className="h-36 w-full" />
        </Page>
      </Island>
    </>
  );
}
