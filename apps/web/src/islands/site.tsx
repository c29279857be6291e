import type { Account, currentUser } from '@onsale/contracts/auth/http';
import { AccountMenu } from '../components/layout/account-menu';
import { browserApi } from '../lib/api/browser';
import { forgetKept } from '../lib/kept-caches';
import { signInPath } from '../lib/safe-next';
import { fill } from './mount';

/**
 * Set beside the session when someone signs in, under the name of their install; readable, and holds
 * nothing else. The API takes it away when the session has ended.
 */
const signedInMark = /(?:^|; )(?:__Host-)?onsale_signed_in(?:_\w+)?=1/;

/** Whether someone seems to be signed in, here or in another install of this machine. Only a call of the API knows. */
export const seemsSignedIn = (): boolean => signedInMark.test(document.cookie);

let asked: Promise<Account | null> | undefined;

/** Who is signed in, asked once a page; null without asking where nobody seems to be. */
export function account(): Promise<Account | null> {
  asked ??= seemsSignedIn() ? ask() : Promise.resolve(null);
  return asked;
}

async function ask(): Promise<Account | null> {
  const answer = await browserApi<typeof currentUser>({
    method: 'GET',
    path: '/api/users/currentuser',
  });
  if (answer.account === null) forgetSignedIn();
  return answer.account;
}

/** The session ended elsewhere: the page says "Sign in" again. */
export function forgetSignedIn(): void {
  // The mark of an older version; those with the name of an install are the API's to take away.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = 'onsale_signed_in=; path=/; max-age=0; samesite=lax';
  delete document.documentElement.dataset.signedIn;
  void forgetKept();
}

/** To sign in, and back to this page. */
export function signInHere(): string {
  const { pathname, search } = location;
  const isStart = ['/', '/signin', '/signup', '/account'].includes(pathname);
  return isStart ? '/signin' : signInPath(pathname + search);
}

let started = false;

/** The header of every page. */
export function startSite(): void {
  if (started) return; // by the script that loads another ahead
  started = true;
  const draw = (known: Account | null) =>
    fill('account', () => <AccountMenu account={known} signInPath={signInHere()} />);
  account().then(draw, () => draw(null));
}
