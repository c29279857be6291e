import { signOut } from '../../app/sign-out';
import { accountIfKnown } from '../../lib/session';
import { Link } from '../ui/link';
import { NavLink } from './nav-link';
import { SignInLink } from './sign-in-link';
import { Wordmark } from './wordmark';

/** On every page: where one can go, and who is signed in. */
export async function SiteHeader() {
  const account = await accountIfKnown();
  return (
    <header className="not-printed border-rule border-b">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-8 px-4 sm:px-6">
        <Link href="/" aria-label="Onsale, home" className="py-3.5">
          <Wordmark />
        </Link>
        <nav
          aria-label="Main"
          className="order-last flex w-full gap-x-5 sm:order-none sm:w-auto sm:gap-x-6 sm:self-stretch"
        >
          <NavLink href="/">Events</NavLink>
          <NavLink href="/tickets">My tickets</NavLink>
          <NavLink href="/orders">My orders</NavLink>
          <NavLink href="/organiser">Organise</NavLink>
        </nav>
        <div className="ml-auto flex items-center gap-4 py-3.5 text-sm">
          {account ? (
            <>
              <span className="max-w-36 truncate text-muted" title={account.email}>
                <span className="sr-only">Signed in as </span>
                {account.name}
              </span>
              <form action={signOut}>
                <button type="submit" className="text-link py-1 font-medium">
                  Sign out
                </button>
              </form>
            </>
          ) : (
            <SignInLink />
          )}
        </div>
      </div>
    </header>
  );
}
