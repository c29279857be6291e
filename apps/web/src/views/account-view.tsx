import type { Account } from '@onsale/contracts/auth/http';
import { isolate } from '@onsale/contracts/text';
import type { ReactNode } from 'react';
import { Page, PageTitle } from '../components/layout/page';
import { MorePages } from '../components/ui/more-pages';
import { SendButton } from '../components/ui/send-button';
import { formatDateTime } from '../lib/dates';
import type { Doors } from '../lib/doors';
import { siteLocale } from '../lib/site-locale';

/** The signed-in account, and the button to sign out. */
export function AccountView({
  account,
  name,
  onSignOut,
  leaving = false,
  doors,
  cursor,
  query = {},
}: {
  account: Account;
  /** The form that changes the name. */
  name: ReactNode;
  /** Missing where the form is posted. */
  onSignOut?: () => void;
  leaving?: boolean;
  /** The events at whose door they work. */
  doors: Doors;
  cursor: string | undefined;
  /** The list's other query parameters. */
  query?: Record<string, string>;
}) {
  return (
    <Page width="text">
      <PageTitle>Your account</PageTitle>
      <dl className="border-ink border-t-2 pt-4">
        <dt className="text-muted text-sm">Email</dt>
        <dd className="wrap-anywhere">{account.email}</dd>
      </dl>
      <div className="mt-6">{name}</div>
      {(doors.items.length > 0 || cursor !== undefined) && (
        <section aria-labelledby="doors" className="mt-8">
          <h2 id="doors" className="label-caps border-ink border-t-2 pt-3">
            Check-in
          </h2>
          <ul className="mt-2">
            {doors.items.map(({ id, title, startsAt, timeZone, role }) => (
              <li
                key={id}
                className="flex items-baseline justify-between gap-x-6 border-rule border-b py-3"
              >
                <span className="min-w-0">
                  <a
                    href={`/organiser/events/${id}/door`}
                    className="text-link tap inline-block wrap-anywhere py-1 font-medium"
                  >
                    <bdi>{title}</bdi>
                  </a>
                  <span className="figures block text-muted text-sm">
                    {formatDateTime(startsAt, timeZone, siteLocale())}
                  </span>
                </span>
                {role === 'staff' && (
                  <a
                    href={`/organiser/events/${id}/leave`}
                    className="text-link tap text-sm"
                    aria-label={`Leave the door team of ${isolate(title)}`}
                  >
                    Leave
                  </a>
                )}
              </li>
            ))}
          </ul>
          <MorePages
            path="/account"
            query={query}
            cursor={cursor}
            nextCursor={doors.nextCursor}
            first="Soonest"
            next="Later"
          />
        </section>
      )}
      <form
        method="post"
        className="mt-8 border-rule border-t pt-8"
        onSubmit={(event) => {
          if (!onSignOut) return;
          event.preventDefault();
          if (!leaving) onSignOut();
        }}
      >
        <SendButton kind="secondary" sending={leaving} whileSending="Signing out …">
          Sign out
        </SendButton>
      </form>
    </Page>
  );
}
