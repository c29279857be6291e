import type { Account } from '@onsale/contracts/auth/http';

/** The signed-in account, or the link to sign in. */
export function AccountMenu({
  account,
  signInPath = '/signin',
}: {
  account: Account | null;
  signInPath?: string;
}) {
  if (!account) {
    return (
      <a href={signInPath} className="text-link inline-block py-3 font-medium">
        Sign in
      </a>
    );
  }
  return (
    <a
      href="/account"
      title={account.email}
      className="block max-w-32 truncate py-3 min-[22rem]:max-w-44 font-medium hover:text-accent"
    >
      <span className="sr-only">Signed in as </span>
      {account.name}
    </a>
  );
}

/** On pages that never learn the account: it leads to one that knows. */
export const AccountLink = () => (
  <a href="/account" className="text-link inline-block py-3 font-medium">
    Account
  </a>
);

/**
 * On pages that are the same for everyone, until the script knows the account. A signed-in visitor
 * sees nothing meanwhile, and a screen reader reads "Account"; without JavaScript the link leads to
 * a page that knows.
 */
export function AccountUnknown() {
  return (
    <a href="/account" className="text-link inline-block py-3 font-medium">
      <span className="scripted signed-out">Sign in</span>
      <span className="sr-only signed-in">Account</span>
      <span className="unscripted">Account</span>
    </a>
  );
}
