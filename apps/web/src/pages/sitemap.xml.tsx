import type { EventSummary, listEvents } from '@onsale/contracts/catalog/http';
import { pageApi } from '../lib/api/page';
import { siteOrigin } from '../lib/request';
import { NoPage, textPage } from '../lib/text-page';

const pageSize = 100;
/** The number of pages of events to read: a sitemap has a limit, and so has this page's time. */
const mostPages = 20;
const keepSeconds = 600;

/** Every event on show, for search engines. */
export const getServerSideProps = textPage(
  'application/xml',
  async ({ req, res }) => {
    const call = pageApi(req, res);
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const query: { limit: number; cursor?: string } = { limit: pageSize };
      if (cursor !== null) query.cursor = cursor;
      const found: { items: EventSummary[]; nextCursor: string | null } = await call<
        typeof listEvents
      >({ method: 'GET', path: '/api/events', query });
      ids.push(...found.items.map(({ id }) => id));
      cursor = found.nextCursor;
      if (cursor === null) break;
    }
    const origin = siteOrigin(req.headers);
    const addresses = ['/', ...ids.map((id) => `/events/${id}`)];
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
      ...addresses.map((path) => `<url><loc>${escapeXml(origin + path)}</loc></url>`),
      '</urlset>',
      '',
    ].join('\n');
  },
  keepSeconds,
);

/** The host comes from the request, so its text is not ours. */
const escapeXml = (text: string) =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

export default NoPage;
