import { isolate } from '@onsale/contracts/text';
import Head from 'next/head';
import type { ReactNode } from 'react';
import { pageIcon, pageScript } from '../../lib/page-script';
import { site, siteDescription, themeColours } from '../../lib/site';
import { SiteFrame } from './site-frame';

/** A page of the storefront: its head, the site around it, and its script. */
export function PublicPage({
  title,
  description = siteDescription,
  here = '',
  script,
  nonce,
  head,
  children,
}: {
  title?: string;
  description?: string;
  /** The part of the site to which it belongs: `/tickets`. */
  here?: string;
  /** Its file in `src/islands`. */
  script?: string | undefined;
  /** For the script of a page made for one visitor. */
  nonce?: string | undefined;
  /** Further elements of its head. */
  head?: ReactNode;
  children: ReactNode;
}) {
  const { file, imports } = pageScript(script);
  const { name } = site();
  return (
    <>
      <Head>
        <title>{title ? `${isolate(title)} · ${name}` : `${name}: tickets for what’s on`}</title>
        <meta name="application-name" content={name} />
        <meta key="description" name="description" content={description} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {themeColours.map(({ scheme, colour }) => (
          <meta
            key={scheme}
            name="theme-color"
            media={`(prefers-color-scheme: ${scheme})`}
            content={colour}
          />
        ))}
        {/* For what reads no icon from the page: search engines, some browsers. */}
        <link key="ico" rel="icon" href="/favicon.ico" sizes="32x32" />
        <link key="icon" rel="icon" href={pageIcon()} type="image/svg+xml" sizes="any" />
        <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        {imports.map((one) => (
          <link key={one} rel="modulepreload" href={one} nonce={nonce} />
        ))}
        {file && <script key={file} type="module" src={file} nonce={nonce} />}
      </Head>
      {head && <Head>{head}</Head>}
      <SiteFrame here={here} findsAccount={file !== undefined}>
        {children}
      </SiteFrame>
    </>
  );
}
