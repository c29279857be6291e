import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { rootStyle, site, siteDescription, themeColours } from '../lib/site';
import { siteLocale } from '../lib/site-locale';
import { fontVariables } from '../styles/fonts';
import '../styles/globals.css';

export function generateMetadata(): Metadata {
  const { name } = site();
  return {
    title: { default: name, template: `%s · ${name}` },
    description: siteDescription,
    applicationName: name,
    icons: { icon: '/icon.svg', apple: '/apple-touch-icon.png' },
  };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: themeColours.map(({ scheme, colour }) => ({
    media: `(prefers-color-scheme: ${scheme})`,
    color: colour,
  })),
};

/** The root layout of the organiser's pages, and of "not found". */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={siteLocale()} style={rootStyle()}>
      <body className={fontVariables}>{children}</body>
    </html>
  );
}
