import { Page } from '../components/layout/page';
import { Button } from '../components/ui/button';
import { Skeleton } from '../components/ui/skeleton';
import type { ApiError } from '../lib/api/problem';
import { FailedView } from '../views/failed-view';
import { NotFoundView } from '../views/not-found-view';

/** Takes the place of content that is loading, or that failed to load. */
export function Loading({
  failure,
  reload,
  width = 'text',
}: {
  failure?: 'missing' | ApiError | undefined;
  reload: () => void;
  width?: 'text' | 'wide';
}) {
  if (failure === 'missing') return <NotFoundView />;
  if (failure) return <FailedView again={<Button onClick={reload}>Try again</Button>} />;
  return (
    <Page width={width}>
      <Skeleton className="mb-10 h-12 w-3/5" />
      <Skeleton className="mb-5 h-36 w-full" />
      <Skeleton className="h-36 w-full" />
    </Page>
  );
}
