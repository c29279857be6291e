import type { listEvents } from '@onsale/contracts/catalog/http';
import type { Metadata } from 'next';
import { Programme } from '../components/home/programme';
import { SearchForm } from '../components/home/search-form';
import { Page } from '../components/layout/page';
import { Empty } from '../components/ui/empty';
import { MorePages } from '../components/ui/more-pages';
import { Notice } from '../components/ui/notice';
import { ApiError } from '../lib/api/problem';
import { api } from '../lib/api/server';
import type { PageProps } from '../lib/page-props';
import { single } from '../lib/query';
import { requestLocale } from '../lib/request';

export const metadata: Metadata = { title: { absolute: 'Onsale: tickets for what’s on' } };

const pageSize = 20;
const dayMs = 86_400_000;

export default async function Home({ searchParams }: PageProps) {
  const given = await searchParams;
  const q = single(given.q)?.trim().slice(0, 100) ?? '';
  const within = single(given.within) ?? '';
  const cursor = single(given.cursor);
  const days = Number(within);
  const [events, locale] = await Promise.all([
    find({
      limit: pageSize,
      ...(q ? { q } : {}),
      ...(cursor ? { cursor } : {}),
      ...(days > 0 && days < 1000 ? { to: new Date(Date.now() + days * dayMs).toISOString() } : {}),
    }),
    requestLocale(),
  ]);
  const searched = q !== '' || within !== '';

  return (
    <Page>
      <h1 className="text-3xl">What’s on</h1>
      <SearchForm q={q} within={within} />
      {events === 'stale_cursor' ? (
        <Notice kind="warn" title="This page of the list is gone.">
          <p>
            The address may be cut off. Start again from <a href="/">the first events</a>.
          </p>
        </Notice>
      ) : events.items.length === 0 ? (
        <Empty title={searched ? 'Nothing found.' : 'Nothing is announced yet.'}>
          {searched ? (
            <p>
              No event matches “{q || 'this time'}”. Try fewer words, or look at{' '}
              <a href="/" className="text-link">
                all events
              </a>
              .
            </p>
          ) : (
            <p>
              The first events appear here as soon as they are published. Putting one on yourself?{' '}
              <a href="/organiser" className="text-link">
                Start here
              </a>
              .
            </p>
          )}
        </Empty>
      ) : (
        <>
          <Programme events={events.items} locale={locale} />
          <MorePages
            path="/"
            query={{ q, within }}
            cursor={cursor}
            nextCursor={events.nextCursor}
            first="First events"
            next="Later events"
          />
        </>
      )}
    </Page>
  );
}

async function find(query: { limit: number; q?: string; cursor?: string; to?: string }) {
  try {
    return await api<typeof listEvents>({ method: 'GET', path: '/api/events', query });
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return 'stale_cursor';
    throw error;
  }
}
