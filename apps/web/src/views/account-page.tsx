import { AccountForm } from '../components/account-form';
import { Island } from '../components/island';
import { Page, PageTitle } from '../components/layout/page';
import { PublicPage } from '../components/layout/public-page';
import { SignInReason } from '../components/sign-in-reason';
import type { AccountFormKind } from '../lib/account-form';
import type { FormState } from '../lib/form-state';
import { plainQuery } from '../lib/plain';
import { withQuery } from '../lib/query';

export interface AccountPageProps {
  readonly state: FormState;
  /** Where the visitor goes afterwards, on a page made for one; otherwise its script knows. */
  readonly other: string | null;
  /** For the script of a page made for one. */
  readonly nonce: string | null;
}

const words = {
  signin: {
    title: 'Sign in',
    below: undefined,
    question: 'New here?',
    link: 'Create an account',
    other: '/signup',
  },
  signup: {
    title: 'Create an account',
    below: 'Use one account to buy tickets and run events.',
    question: 'Already have an account?',
    link: 'Sign in',
    other: '/signin',
  },
} as const;

/** The pages for signing in and for signing up. */
export function AccountPage({
  kind,
  state,
  other,
  nonce,
}: AccountPageProps & { kind: AccountFormKind }) {
  const { title, below, question, link, other: path } = words[kind];
  const next = other ?? '/';
  const form = (
    <>
      <SignInReason next={next} />
      <AccountForm kind={kind} state={state} />
    </>
  );
  // The script starts with a fresh form, which would lose the answer to a posted one.
  const isFresh = state.attempt === 0;
  return (
    <PublicPage title={title} script={isFresh ? 'public' : undefined} nonce={nonce ?? undefined}>
      <Page width="narrow">
        <PageTitle below={below}>{title}</PageTitle>
        {isFresh ? (
          <Island name="account-form" props={{ kind, next }}>
            {form}
          </Island>
        ) : (
          form
        )}
        <p className="mt-8 text-muted">
          {question}{' '}
          <a
            href={other === null ? path : withQuery(path, { next: other, ...plainQuery })}
            data-keeps-query
            className="text-link tap text-ink"
          >
            {link}
          </a>
        </p>
      </Page>
    </PublicPage>
  );
}
