import type { Account } from '@onsale/contracts/auth/http';
import { site } from '../../lib/site';
import { Island } from '../island';
import { AccountLink, AccountMenu, AccountUnknown } from './account-menu';
import { Wordmark } from './wordmark';

const parts = [
  ['/', 'Events'],
  ['/tickets', 'My tickets'],
  ['/orders', 'My orders'],
  ['/organiser', 'Organise'],
] as const;

/** The navigation and the account. */
export function SiteHeader({
  here,
  account,
  findsAccount,
}: {
  here: string;
  account: Account | null | undefined;
  findsAccount: boolean;
}) {
  return (
    <header className="not-printed border-rule border-b">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-8 px-4 sm:px-6">
        <a href="/" aria-label={`${site().name}, home`} className="py-3.5">
          <Wordmark />
        </a>
        <nav
          aria-label="Main"
          className="order-last flex w-full flex-wrap gap-x-3 min-[22rem]:gap-x-5 sm:order-none sm:w-auto sm:gap-x-6 sm:self-stretch"
        >
          {parts.map(([href, name]) => (
            <a
              key={href}
              href={href}
              aria-current={href === here ? 'page' : undefined}
              className="-mb-px flex items-center border-transparent border-b-2 py-3 font-medium text-muted text-sm hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
            >
              {name}
            </a>
          ))}
        </nav>
        <div className="ml-auto flex min-h-14 min-w-0 items-center justify-end text-sm">
          {account !== undefined ? (
            <AccountMenu account={account} />
          ) : findsAccount ? (
            <Island name="account" props={{}}>
              <AccountUnknown />
            </Island>
          ) : (
            <AccountLink />
          )}
        </div>
      </div>
    </header>
  );
}
