import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AccountForm } from '../../components/account-form';
import { Page, PageTitle } from '../../components/layout/page';
import { Link } from '../../components/ui/link';
import type { PageProps } from '../../lib/page-props';
import { single } from '../../lib/query';
import { safeNext } from '../../lib/safe-next';
import { accountIfKnown } from '../../lib/session';
import { signIn } from './sign-in';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps) {
  const next = safeNext(single((await searchParams).next));
  if (await accountIfKnown()) redirect(next);
  return (
    <Page width="narrow">
      <PageTitle>Sign in</PageTitle>
      <AccountForm
        action={signIn}
        next={next}
        fields={['email', 'password']}
        passwordAutocomplete="current-password"
        submit="Sign in"
        pending="Signing in …"
      />
      <p className="mt-8 text-muted">
        New here?{' '}
        <Link href={`/signup?next=${encodeURIComponent(next)}`} className="text-link text-ink">
          Create an account
        </Link>
      </p>
    </Page>
  );
}
