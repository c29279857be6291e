import type { ReactNode } from 'react';
import { FocusHeading } from '../../components/layout/focus-heading';
import { SiteFrame } from '../../components/layout/site-frame';
import { TestMode } from '../../components/organiser/test-mode';
import { accountIfKnown } from '../../lib/session';

/** Around every page of organisers and door staff, which is made for one visitor. */
export default async function OrganiserLayout({ children }: { children: ReactNode }) {
  return (
    <SiteFrame here="/organiser" account={await accountIfKnown()}>
      <TestMode />
      {children}
      <FocusHeading />
    </SiteFrame>
  );
}
