/** An install's own name, look and legal pages, as `site-settings.mjs` has read them. */
interface Site {
  readonly name: string;
  /** An image as a `data:` address; undefined: the wordmark. */
  readonly logo?: string;
  /** CSS declarations of the root element. */
  readonly style?: string;
  readonly legal: Readonly<Partial<Record<LegalPage, { href: string } | { markdown: string }>>>;
}

export const legalPages = { imprint: 'Imprint', privacy: 'Privacy', terms: 'Terms' } as const;
export type LegalPage = keyof typeof legalPages;

const kept = Symbol.for('onsale.site');

/** On the server alone: its content stays out of scripts. */
export const site = (): Site =>
  (globalThis as { [kept]?: Site })[kept] ?? { name: 'Onsale', legal: {} };

export const siteDescription =
  'Tickets for concerts, matches and talks, straight from the organisers.';

/** For the browser's own frame around a page. */
export const themeColours = [
  { scheme: 'light', colour: '#fbfbf9' },
  { scheme: 'dark', colour: '#131312' },
] as const;

/** The style of the root element, as React takes it. */
export function rootStyle(): Record<string, string> | undefined {
  const declarations = site()
    .style?.split(';')
    .map((one) => one.split(':') as [string, string]);
  return declarations && Object.fromEntries(declarations);
}
