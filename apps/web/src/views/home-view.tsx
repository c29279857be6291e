import type { EventSummary } from '@onsale/contracts/catalog/http';
import { Programme } from '../components/home/programme';
import { SearchForm } from '../components/home/search-form';
import { Page } from '../components/layout/page';
import { Empty } from '../components/ui/empty';
import { MorePages } from '../components/ui/more-pages';
import { Notice } from '../components/ui/notice';

/** The programme, or the results of a search in it. */
export function HomeView({
  events,
  q,
  within,
  cursor,
  locale,
}: {
  events: { readonly items: readonly EventSummary[]; readonly nextCursor: string | null } | null;
  q: string;
  within: string;
  cursor: string | null;
  locale: string;
}) {
  return (
    <Page>
      <h1 className="text-3xl">What’s on</h1>
      <SearchForm q={q} within={within} />
      {events === null ? (
        <Notice kind="warn" title="This link has expired.">
          <p>
            Start again from <a href="/">the first page</a>.
          </p>
        </Notice>
      ) : events.items.length === 0 ? (
        <NoEvents q={q} within={within} />
      ) : (
        <>
          <Programme events={events.items} locale={locale} />
          <MorePages
            path="/"
            query={{ q, within }}
            cursor={cursor ?? undefined}
            nextCursor={events.nextCursor}
            first="First events"
            next="Later events"
          />
        </>
      )}
    </Page>
  );
}

function NoEvents({ q, within }: { q: string; within: string }) {
  if (q !== '' || within !== '') {
    return (
      <Empty title="Nothing found.">
        <p>
          {q
            ? `No event matches “${q}”${within && ' in this period'}. Try fewer words, or see `
            : 'No events in this period. See '}
          <a href="/" className="text-link">
            all events
          </a>
          .
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="No events yet.">
      <p>
        Events appear here as soon as they are published. Running one yourself?{' '}
        <a href="/organiser" className="text-link">
          Start here
        </a>
        .
      </p>
    </Empty>
  );
}
