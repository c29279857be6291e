import type { Account } from '@onsale/contracts/auth/http';
import type { ReactNode } from 'react';
import { SiteFooter } from './site-footer';
import { SiteHeader } from './site-header';

/**
 * The frame of every page: the navigation and the account.
 * @param account undefined on a storefront page, which does not know it
 */
export function SiteFrame({
  here,
  account,
  findsAccount = false,
  children,
}: {
  /** The part of the site to which the page belongs: `/tickets`. */
  here: string;
  account?: Account | null | undefined;
  /** Whether the page's script finds it out. */
  findsAccount?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col font-sans">
      <a
        href="#content"
        className="not-printed sr-only bg-accent px-4 py-3 font-semibold text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to content
      </a>
      <SiteHeader {...{ here, account, findsAccount }} />
      <main id="content" tabIndex={-1} className="min-h-[70dvh] flex-1 outline-none">
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}
