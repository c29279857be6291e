/**
 * How this install writes dates and money: a BCP 47 tag with its region, `WEB_LOCALE`. It is the
 * same for everyone, so that one copy of a page serves all. In the browser the page itself carries
 * it.
 */
export const siteLocale = (): string =>
  (typeof document === 'undefined' ? process.env.WEB_LOCALE : document.documentElement.lang) ||
  'en-GB';
