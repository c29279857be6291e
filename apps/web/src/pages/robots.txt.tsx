import { siteOrigin } from '../lib/request';
import { NoPage, textPage } from '../lib/text-page';

/** Search engines may read the programme and the events, but no personal pages. */
export const getServerSideProps = textPage('text/plain', ({ req }) =>
  [
    'User-agent: *',
    ...['account', 'checkout/', 'orders', 'tickets', 'organiser', 'signin', 'signup', 'api/'].map(
      (path) => `Disallow: /${path}`,
    ),
    'Allow: /api/images/',
    `Sitemap: ${siteOrigin(req.headers)}/sitemap.xml`,
    '',
  ].join('\n'),
);

export default NoPage;
