import type { currentUser, Account as OwnAccount, signOut } from '@onsale/contracts/auth/http';
import { PublicPage } from '../components/layout/public-page';
import { Shell } from '../components/layout/shell';
import { NameForm } from '../components/name-form';
import { type Doors, doorsOf } from '../lib/doors';
import type { FormState } from '../lib/form-state';
import { nameForm, sendNameForm } from '../lib/name-form';
import { goTo, shellOr } from '../lib/page-data';
import { plainQuery, plainSignIn } from '../lib/plain';
import { single } from '../lib/query';
import { AccountView } from '../views/account-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly account: OwnAccount;
  /** The form that changes the name. */
  readonly state: FormState;
  readonly doors: Doors;
  readonly cursor: string | null;
}

export const getServerSideProps = shellOr<Props>(async ({ call, form, query }) => {
  if (form && !form.has('name')) {
    await call<typeof signOut>({ method: 'POST', path: '/api/users/signout' });
    return goTo('/');
  }
  const { account } = await call<typeof currentUser>({
    method: 'GET',
    path: '/api/users/currentuser',
  });
  if (!account) return goTo(plainSignIn('/account'));
  const before = nameForm(account);
  const state = form ? await sendNameForm(call, form, before) : before;
  const cursor = single(query.cursor);
  return { props: { account, state, doors: await doorsOf(call, cursor), cursor: cursor ?? null } };
});

export default function AccountOverviewPage(props: Props | Record<string, never>) {
  const isShell = !('account' in props);
  return (
    <PublicPage title="Your account" script={isShell ? 'personal' : undefined}>
      {isShell ? <Shell name="account-page" /> : <Account {...(props as Props)} />}
    </PublicPage>
  );
}

const Account = ({ cursor, state, ...rest }: Props) => (
  <AccountView
    {...rest}
    name={<NameForm state={state} />}
    cursor={cursor ?? undefined}
    query={plainQuery}
  />
);
