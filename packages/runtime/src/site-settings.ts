import { resolve } from 'node:path';
import { type SettingValues, text } from './settings.js';

/** How an install presents itself on its pages. */
export const siteSettings = {
  siteName: text('ONSALE_SITE_NAME', {
    doc: 'Name of the site, in its header, titles and links',
    default: 'Onsale',
    pattern: /^\P{C}{1,40}$/u,
    expected: '1 to 40 characters',
  }),
  siteLogo: text('ONSALE_SITE_LOGO', {
    doc: 'Logo in the header instead of the name: path of an SVG, PNG or WebP file of 16 KiB at most',
    default: '',
  }),
  accent: text('ONSALE_ACCENT', {
    doc: 'Colour of buttons and links, like `#0b5fa5`; made darker or lighter where contrast requires it',
    default: '',
    pattern: /^(#[0-9a-fA-F]{6})?$/,
    expected: 'a colour like #0b5fa5',
  }),
  imprint: legal('ONSALE_IMPRINT', 'Imprint'),
  privacy: legal('ONSALE_PRIVACY', 'Privacy policy'),
  terms: legal('ONSALE_TERMS', 'Terms of sale'),
  locale: text('ONSALE_LOCALE', {
    doc: 'How dates, times and money are written: English as a country writes it, like `en-US`',
    default: 'en-GB',
    pattern: /^en(-[A-Z]{2})?$/,
    expected: 'en, or en and a country: en-GB, en-US, en-IE',
  }),
} as const;

function legal(env: string, what: string) {
  return text(env, {
    doc: `${what}, linked in the footer: an address, or the path of a Markdown file`,
    default: '',
  });
}

/** The same settings as environment variables of the page process, `apps/web/server.mjs`. */
export const pageEnvironment = (site: SettingValues<typeof siteSettings>) => ({
  WEB_SITE_NAME: site.siteName,
  WEB_SITE_LOGO: place(site.siteLogo),
  WEB_ACCENT: site.accent,
  WEB_IMPRINT: place(site.imprint),
  WEB_PRIVACY: place(site.privacy),
  WEB_TERMS: place(site.terms),
  WEB_LOCALE: site.locale,
});

/** Paths become absolute, since the page process may run in another folder. */
const place = (value: string) =>
  value === '' || /^https?:\/\//.test(value) ? value : resolve(value);
