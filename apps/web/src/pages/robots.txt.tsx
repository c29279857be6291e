import { siteOrigin } from '../lib/request';
import { NoPage, textPage } from '../lib/text-page';

/** Search engines see the programme and the events; what is one person's they need not ask for. */
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
