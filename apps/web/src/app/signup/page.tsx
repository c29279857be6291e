import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AccountForm } from '../../components/account-form';
import { Page, PageTitle } from '../../components/layout/page';
import { Link } from '../../components/ui/link';
import type { PageProps } from '../../lib/page-props';
import { single } from '../../lib/query';
import { safeNext, signInPath } from '../../lib/safe-next';
import { accountIfKnown } from '../../lib/session';
import { signUp } from './sign-up';

export const metadata: Metadata = { title: 'Create an account' };

export default async function SignUpPage({ searchParams }: PageProps) {
  const next = safeNext(single((await searchParams).next));
  if (await accountIfKnown()) redirect(next);
  return (
    <Page width="narrow">
      <PageTitle below="One account buys tickets and puts on events.">Create an account</PageTitle>
      <AccountForm
        action={signUp}
        next={next}
        fields={['name', 'email', 'password']}
        passwordAutocomplete="new-password"
        passwordHint="At least 10 characters. A few words are easier to keep than a riddle."
        submit="Create account"
        pending="Creating your account …"
      />
      <p className="mt-8 text-muted">
        Have one already?{' '}
        <Link href={signInPath(next)} className="text-link text-ink">
          Sign in
        </Link>
      </p>
    </Page>
  );
}
