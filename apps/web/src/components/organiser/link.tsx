'use client';

import NextLink, { useLinkStatus } from 'next/link';
import type { ComponentProps } from 'react';

/**
 * A link within the site. It prefetches nothing: in a rush that would be work for pages nobody
 * opens. A line at the top of the window shows while the next page is on its way.
 */
export function Link({ children, ...rest }: ComponentProps<typeof NextLink>) {
  return (
    <NextLink prefetch={false} {...rest}>
      {children}
      <OnItsWay />
    </NextLink>
  );
}

function OnItsWay() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span
      aria-hidden="true"
      className="fixed inset-x-0 top-0 z-50 h-[3px] origin-left animate-[on-its-way_4s_ease-out_forwards] bg-accent"
    />
  );
}
