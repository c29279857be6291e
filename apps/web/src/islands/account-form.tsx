import { useEffect, useState } from 'react';
import { AccountForm } from '../components/account-form';
import { SignInReason } from '../components/sign-in-reason';
import { type AccountFormKind, sendAccountForm } from '../lib/account-form';
import { browserApi } from '../lib/api/browser';
import { freshForm } from '../lib/form-state';
import { forgetKept } from '../lib/kept-caches';
import { safeNext } from '../lib/safe-next';
import { wayOn } from './after-sign-in';
import { account } from './site';

const nextOfPage = () => safeNext(new URLSearchParams(location.search).get('next'));

/** Signs in or up with one call. @param next as the page was rendered */
export function LiveAccountForm({ kind, next }: { kind: AccountFormKind; next: string }) {
  const [state, setState] = useState(freshForm());
  const [sending, setSending] = useState(false);
  // A kept page is the same for everyone, so its address is read after the takeover.
  const [after, setAfter] = useState(next);
  useEffect(() => setAfter(nextOfPage()), []);

  async function send(form: FormData): Promise<void> {
    setSending(true);
    const refused = await sendAccountForm(kind, browserApi, form, state);
    if (!refused) {
      // The kept pages may be those of the last account, whose session ended unnoticed.
      await forgetKept();
      return location.assign(wayOn(nextOfPage()));
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

/** Leads visitors who are signed in away from the pages for signing in and up. */
export function startAccountForm(): void {
  if (!document.querySelector('[data-island="account-form"]')) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-keeps-query]')) {
    link.search = location.search;
  }
  account().then(
    (known) => known && location.replace(nextOfPage()),
    () => undefined,
  );
}
