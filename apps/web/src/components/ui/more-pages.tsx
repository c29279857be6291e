import { withQuery } from '../../lib/query';
import { ButtonLink } from './button';

/** Links to the next page of a list and to its start. */
export function MorePages({
  path,
  query = {},
  cursor,
  nextCursor,
  first = 'Newest',
  next = 'Older',
}: {
  path: string;
  /** The list's other query parameters. */
  query?: Record<string, string>;
  cursor: string | undefined;
  nextCursor: string | null;
  first?: string;
  next?: string;
}) {
  if (!cursor && !nextCursor) return null;
  return (
    <nav aria-label="Pages" className="mt-10 flex justify-between gap-4">
      {cursor ? <ButtonLink href={withQuery(path, query)}>{first}</ButtonLink> : <span />}
      {nextCursor && (
        <ButtonLink href={withQuery(path, { ...query, cursor: nextCursor })}>{next}</ButtonLink>
      )}
    </nav>
  );
}
