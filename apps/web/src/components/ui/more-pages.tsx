import { withQuery } from '../../lib/query';
import { ButtonLink } from './button';

/** Ways through a list that is paged by cursor: on, and back to its start. */
export function MorePages({
  path,
  query = {},
  cursor,
  nextCursor,
  first = 'Newest',
  next = 'Older',
}: {
  path: string;
  /** What else the address of the list says. */
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
