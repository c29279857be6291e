'use client';

import { usePathname } from 'next/navigation';
import { Link } from './link';

const tabs = [
  ['', 'Sales'],
  ['/tickets', 'Ticket types'],
  ['/orders', 'Orders'],
  ['/attendees', 'Attendees'],
  ['/staff', 'Door staff'],
  ['/edit', 'Edit'],
] as const;

/** Links between the pages of an event. */
export function EventTabs({ root }: { root: string }) {
  const here = usePathname();
  return (
    <nav
      aria-label="This event"
      className="not-printed mt-8 mb-8 flex flex-wrap gap-x-6 border-rule border-b sm:mb-10"
    >
      {tabs.map(([path, name]) => (
        <Link
          key={path}
          href={root + path}
          aria-current={here === root + path ? 'page' : undefined}
          className="-mb-px whitespace-nowrap border-transparent border-b-2 py-3 font-medium text-muted text-sm hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
