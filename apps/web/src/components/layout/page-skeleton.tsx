import { Skeleton } from '../ui/skeleton';
import { Page } from './page';

/** In place of a page that is loading: as tall as the screen, so that the footer does not jump. */
export function PageSkeleton({ width = 'text' }: { width?: 'text' | 'wide' | undefined }) {
  return (
    <div className="min-h-svh">
      <Page width={width}>
        <Skeleton className="mb-10 h-12 w-3/5" />
        <Skeleton className="mb-5 h-36 w-full" />
        <Skeleton className="h-36 w-full" />
      </Page>
    </div>
  );
}
