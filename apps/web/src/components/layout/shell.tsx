import { Island } from '../island';
import { PageSkeleton } from './page-skeleton';

/** A page that its script fills. Without JavaScript the browser requests the plain page. */
export function Shell({ name, width = 'text' }: { name: string; width?: 'text' | 'wide' }) {
  return (
    <>
      <noscript>
        <meta httpEquiv="refresh" content="0;url=?plain=1" />
      </noscript>
      <Island name={name} props={{}}>
        <PageSkeleton width={width} />
      </Island>
    </>
  );
}
