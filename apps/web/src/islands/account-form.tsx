import { useEffect, useState } from 'react';
import { AccountForm } from '../components/account-form';
import { SignInReason } from '../components/sign-in-reason';
import { type AccountFormKind, sendAccountForm } from '../lib/account-form';
import { browserApi } from '../lib/api/browser';
import { freshForm } from '../lib/form-state';
import { forgetKept } from '../lib/kept-caches';
import { safeNext } from '../lib/safe-next';
import { account } from './site';

const next = () => safeNext(new URLSearchParams(location.search).get('next'));

/** Signing in or up with one call. */
export function LiveAccountForm({ kind }: { kind: AccountFormKind }) {
  const [state, setState] = useState(freshForm());
  const [sending, setSending] = useState(false);
  // The page is the same for everyone, so the address is looked at after it is taken over.
  const [after, setAfter] = useState('/');
  useEffect(() => setAfter(next()), []);

  async function send(form: FormData): Promise<void> {
    setSending(true);
    const refused = await sendAccountForm(kind, browserApi, form, state);
    if (!refused) {
      // What is kept may be of the account before, whose session ended without a word.
      await forgetKept();
      return location.assign(next());
    }
    setState(refused);
    setSending(false);
  }
  return (
    <>
      <SignInReason next={after} />
      <AccountForm
        kind={kind}
        state={state}
        sending={sending}
        onSubmit={(form) => void send(form)}
      />
    </>
  );
}

/** What the pages of signing in and up do besides: nobody who is signed in stays there. */
export function startAccountForm(): void {
  if (!document.querySelector('[data-island="account-form"]')) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-keeps-query]')) {
    link.search = location.search;
  }
  account().then(
    (known) => known && location.replace(next()),
    () => undefined,
  );
}
