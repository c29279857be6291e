import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { SiteFrame } from '../components/layout/site-frame';
import { accountIfKnown } from '../lib/session';
import { siteDescription, siteName, themeColours } from '../lib/site';
import { siteLocale } from '../lib/site-locale';
import { fontVariables } from '../styles/fonts';
import '../styles/globals.css';

export const metadata: Metadata = {
  title: { default: siteName, template: `%s · ${siteName}` },
  description: siteDescription,
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: themeColours.map(({ scheme, colour }) => ({
    media: `(prefers-color-scheme: ${scheme})`,
    color: colour,
  })),
};

/** Around the organiser's pages, which are made for one visitor each. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={siteLocale()}>
      <body className={fontVariables}>
        <SiteFrame here="/organiser" account={(await accountIfKnown()) ?? null}>
          {children}
        </SiteFrame>
      </body>
    </html>
  );
}
