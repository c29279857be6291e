import type { EventSummary, listEvents } from '@onsale/contracts/catalog/http';
import type { GetServerSideProps } from 'next';
import { PublicPage } from '../components/layout/public-page';
import { pageApi } from '../lib/api/page';
import { ApiError } from '../lib/api/problem';
import { keepFor } from '../lib/page-data';
import { single } from '../lib/query';
import { siteLocale } from '../lib/site-locale';
import { HomeView } from '../views/home-view';

export const config: object = { unstable_runtimeJS: false };

const pageSize = 20;
const longestSearch = 300;
const dayMs = 86_400_000;
/** Events end, and the range "within 7 days" moves on. */
const keepSeconds = 60;

interface Props {
  /** null: the cursor leads nowhere. */
  readonly events: { readonly items: EventSummary[]; readonly nextCursor: string | null } | null;
  readonly q: string;
  readonly within: string;
  readonly cursor: string | null;
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ req, res, query }) => {
  const q = single(query.q)?.trim().slice(0, longestSearch) ?? '';
  const within = single(query.within) ?? '';
  const cursor = single(query.cursor) ?? null;
  const days = Number(within);
  const asked = {
    limit: pageSize,
    ...(q ? { q } : {}),
    ...(cursor ? { cursor } : {}),
    ...(days > 0 && days < 1000 ? { to: new Date(Date.now() + days * dayMs).toISOString() } : {}),
  };
  const events = await pageApi(
    req,
    res,
  )<typeof listEvents>({
    method: 'GET',
    path: '/api/events',
    query: asked,
  }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 400) return null;
    throw error;
  });
  keepFor(res, keepSeconds);
  return { props: { events, q, within, cursor } };
};

export default function HomePage(props: Props) {
  return (
    <PublicPage here="/" script="public">
      <HomeView {...props} locale={siteLocale()} />
    </PublicPage>
  );
}
