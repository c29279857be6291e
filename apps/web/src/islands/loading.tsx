import { PageSkeleton } from '../components/layout/page-skeleton';
import { Button } from '../components/ui/button';
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
  return <PageSkeleton width={width} />;
}
