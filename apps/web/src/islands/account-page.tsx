import type { Account, signOut } from '@onsale/contracts/auth/http';
import { useState } from 'react';
import { NameForm } from '../components/name-form';
import { forgetDrafts } from '../components/organiser/editor/draft';
import { browserApi } from '../lib/api/browser';
import { ApiError } from '../lib/api/problem';
import { doorsOf } from '../lib/doors';
import { forgetKept } from '../lib/kept-caches';
import { nameForm, sendNameForm } from '../lib/name-form';
import { signInPath } from '../lib/safe-next';
import { AccountView } from '../views/account-view';
import { cursorOfPage } from './id-of-page';
import { Loading } from './loading';
import { account, accountChanged } from './site';
import { useLoaded } from './use-loaded';

/** The signed-in account, and the button to sign out. */
export function AccountPage() {
  const cursor = cursorOfPage();
  const loaded = useLoaded(async () => {
    const known = await account();
    if (!known) location.replace(signInPath('/account'));
    return known && { known, doors: await doorsOf(browserApi, cursor) };
  });
  const [leaving, setLeaving] = useState(false);
  if (!('value' in loaded) || loaded.value === null) return <Loading {...loaded} />;

  async function leave(): Promise<void> {
    setLeaving(true);
    try {
      await browserApi<typeof signOut>({ method: 'POST', path: '/api/users/signout' });
      await forgetKept();
      forgetDrafts(localStorage);
      location.assign('/');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setLeaving(false);
    }
  }
  return (
    <AccountView
      account={loaded.value.known}
      name={<LiveNameForm known={loaded.value.known} />}
      doors={loaded.value.doors}
      cursor={cursor}
      leaving={leaving}
      onSignOut={() => void leave()}
    />
  );
}

function LiveNameForm({ known }: { known: Account }) {
  const [state, setState] = useState(nameForm(known));
  const [sending, setSending] = useState(false);

  async function send(form: FormData): Promise<void> {
    setSending(true);
    const answered = await sendNameForm(browserApi, form, state);
    if (answered.saved) accountChanged({ ...known, name: answered.values.name ?? known.name });
    setState(answered);
    setSending(false);
  }
  return <NameForm state={state} sending={sending} onSubmit={(form) => void send(form)} />;
}
