import { withQuery } from '../../lib/query';
import { Link } from './link';

/** Leads to the next page of a list and to its start; the browser's own button goes back. */
export function CursorLinks({
  path,
  query,
  cursor,
  nextCursor,
  firstLabel,
  nextLabel,
}: {
  path: string;
  /** The list's other query parameters, which the links keep. */
  query: Readonly<Record<string, string>>;
  cursor: string | undefined;
  nextCursor: string | null;
  firstLabel: string;
  nextLabel: string;
}) {
  if (!cursor && nextCursor === null) return null;
  const address = (at: string) => withQuery(path, { ...query, cursor: at });
  return (
    <nav aria-label="Pages of this list" className="mt-6 flex justify-between gap-6">
      {cursor ? (
        <Link href={address('')} className="text-link tap py-2">
          {firstLabel}
        </Link>
      ) : (
        <span />
      )}
      {nextCursor !== null && (
        <Link href={address(nextCursor)} className="text-link tap py-2">
          {nextLabel}
        </Link>
      )}
    </nav>
  );
}
