'use client';

import { usePathname } from 'next/navigation';
import { Link } from '../ui/link';

const tabs = [
  ['', 'Sales'],
  ['/tickets', 'Ticket types'],
  ['/orders', 'Orders'],
  ['/attendees', 'Attendees'],
  ['/staff', 'Staff'],
  ['/edit', 'Edit'],
] as const;

/** From one page of an event to another; on a narrow screen they scroll sideways. */
export function EventTabs({ root }: { root: string }) {
  const here = usePathname();
  return (
    <nav
      aria-label="This event"
      className="not-printed mt-8 mb-8 flex gap-x-1 overflow-x-auto border-rule border-b sm:mb-10"
    >
      {tabs.map(([path, name]) => (
        <Link
          key={path}
          href={root + path}
          aria-current={here === root + path ? 'page' : undefined}
          className="-outline-offset-3 whitespace-nowrap border-transparent border-b-2 px-3 py-3 font-medium text-muted text-sm first:-ml-3 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
