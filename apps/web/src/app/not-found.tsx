import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { SiteFrame } from '../components/layout/site-frame';
import { accountIfKnown } from '../lib/session';
import { NotFoundView } from '../views/not-found-view';

export const metadata: Metadata = { title: 'Not found' };

/** For every address without a page; it belongs to no part of the site. */
export default async function NotFound() {
  // The front asks in nobody's name: the visitor may be signed in.
  const isForEveryone = (await headers()).has('x-onsale-render');
  return (
    <SiteFrame here="" account={isForEveryone ? undefined : await accountIfKnown()}>
      <NotFoundView />
    </SiteFrame>
  );
}
