import type { IncomingMessage } from 'node:http';
import type { currentUser } from '@onsale/contracts/auth/http';
import type { GetServerSideProps } from 'next';
import type { AccountPageProps } from '../views/account-page';
import { type AccountFormKind, sendAccountForm } from './account-form';
import { forgetAsked, readAsked } from './asked';
import { type FormState, freshForm } from './form-state';
import { afterSignIn } from './hold-posted';
import { goTo, keepFor, visited } from './page-data';
import { isPlain } from './plain';
import { single } from './query';
import { siteOrigin } from './request';
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
        if (!refused) {
          const origin = siteOrigin(context.req.headers);
          const asked = readAsked(origin, context.req.headers.cookie ?? '', next);
          context.res.appendHeader('set-cookie', forgetAsked(origin));
          return goTo(await afterSignIn(call, { next, asked }));
        }
        state = refused;
      } else if (isPlain(query)) {
        const { account } = await call<typeof currentUser>({
          method: 'GET',
          path: '/api/users/currentuser',
        });
        if (account) return goTo(next);
      } else {
        keepFor(context.res);
        return { props: { state, other: null, nonce: null } };
      }
      return { props: { state, other: next, nonce: nonceOf(context.req) } };
    });

/** The nonce that `proxy` has set for the scripts of a page made for one visitor. */
const nonceOf = ({ headers }: IncomingMessage): string | null =>
  /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? null;
