import { site, themeColours } from '../lib/site';
import { NoPage, textPage } from '../lib/text-page';

/** The site on a phone's home screen. */
export const getServerSideProps = textPage('application/manifest+json', () => {
  const { name } = site();
  const colour = themeColours[0].colour;
  return JSON.stringify({
    name,
    short_name: name,
    start_url: '/tickets',
    scope: '/',
    display: 'minimal-ui',
    background_color: colour,
    theme_color: colour,
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    ],
  });
});

export default NoPage;
