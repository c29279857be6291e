'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Link } from '../ui/link';

/** A link of the main navigation; the one that leads here is marked. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const path = usePathname();
  const here = href === '/' ? path === '/' || path.startsWith('/events') : path.startsWith(href);
  return (
    <Link
      href={href}
      aria-current={here ? 'page' : undefined}
      className="-mb-px flex items-center border-transparent border-b-2 py-3 font-medium text-muted text-sm hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
    >
      {children}
    </Link>
  );
}
