import type { currentUser } from '@onsale/contracts/auth/http';
import type { GetServerSideProps } from 'next';
import type { AccountPageProps } from '../views/account-page';
import { type AccountFormKind, sendAccountForm } from './account-form';
import { type FormState, freshForm } from './form-state';
import { goTo, keepFor, visited } from './page-data';
import { isPlain } from './plain';
import { single } from './query';
import { safeNext } from './safe-next';

/** The server-side data of the pages `/signin` and `/signup`. */
export const accountFormPage =
  (kind: AccountFormKind): GetServerSideProps<AccountPageProps> =>
  (context) =>
    visited<AccountPageProps>(context, async ({ call, form, query }) => {
      const next = safeNext(single(query.next));
      let state: FormState = freshForm();
      if (form) {
        const refused = await sendAccountForm(kind, call, form, state);
        if (!refused) return goTo(next);
        state = refused;
      } else if (isPlain(query)) {
        const { account } = await call<typeof currentUser>({
          method: 'GET',
          path: '/api/users/currentuser',
        });
        if (account) return goTo(next);
      } else {
        keepFor(context.res);
        return { props: { state, other: null } };
      }
      return { props: { state, other: next } };
    });
