import type { Account } from '@onsale/contracts/auth/http';
import { Page, PageTitle } from '../components/layout/page';
import { SendButton } from '../components/ui/send-button';

/** Who is signed in, and the way out. */
export function AccountView({
  account,
  onSignOut,
  leaving = false,
}: {
  account: Account;
  /** Without it the form is posted. */
  onSignOut?: () => void;
  leaving?: boolean;
}) {
  return (
    <Page width="text">
      <PageTitle>Your account</PageTitle>
      <dl className="grid gap-4 border-ink border-t-2 pt-4">
        <div>
          <dt className="text-muted text-sm">Name</dt>
          <dd>{account.name}</dd>
        </div>
        <div>
          <dt className="text-muted text-sm">Email</dt>
          <dd>{account.email}</dd>
        </div>
      </dl>
      <form
        method="post"
        className="mt-8"
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
