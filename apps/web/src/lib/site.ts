export const siteName = 'Onsale';

export const siteDescription =
  'Tickets for concerts, matches and talks, straight from who puts them on.';

/** Of the browser's own frame around a page. */
export const themeColours = [
  { scheme: 'light', colour: '#fbfbf9' },
  { scheme: 'dark', colour: '#131312' },
] as const;
