import type { Account, currentUser, signOut } from '@onsale/contracts/auth/http';
import type { OrganiserEvent } from '@onsale/contracts/catalog/http';
import { PublicPage } from '../components/layout/public-page';
import { Shell } from '../components/layout/shell';
import { doorsOf } from '../lib/doors';
import { goTo, shellOr } from '../lib/page-data';
import { plainSignIn } from '../lib/plain';
import { AccountView } from '../views/account-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly account: Account;
  readonly doors: readonly OrganiserEvent[];
}

export const getServerSideProps = shellOr<Props>(async ({ call, form }) => {
  if (form) {
    await call<typeof signOut>({ method: 'POST', path: '/api/users/signout' });
    return goTo('/');
  }
  const { account } = await call<typeof currentUser>({
    method: 'GET',
    path: '/api/users/currentuser',
  });
  if (!account) return goTo(plainSignIn('/account'));
  return { props: { account, doors: await doorsOf(call, Date.now()) } };
});

export default function AccountOverviewPage(props: Props | Record<string, never>) {
  const isShell = !('account' in props);
  return (
    <PublicPage title="Your account" script={isShell ? 'personal' : undefined}>
      {isShell ? <Shell name="account-page" /> : <AccountView {...(props as Props)} />}
    </PublicPage>
  );
}
