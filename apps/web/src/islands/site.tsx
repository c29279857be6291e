import type { Account, currentUser } from '@onsale/contracts/auth/http';
import { AccountMenu } from '../components/layout/account-menu';
import { browserApi } from '../lib/api/browser';
import { forgetKept } from '../lib/kept-caches';
import { signInPath } from '../lib/safe-next';
import { fill } from './mount';

/**
 * The cookie that signing in sets beside the session, named after the install. Scripts can read it;
 * it holds nothing else. The API removes it when the session has ended.
 */
const signedInMark = /(?:^|; )(?:__Host-)?onsale_signed_in(?:_\w+)?=1/;

/** Whether someone seems signed in, in any install on this machine. Only an API call knows. */
export const seemsSignedIn = (): boolean => signedInMark.test(document.cookie);

let asked: Promise<Account | null> | undefined;

/** The account, requested once per page; null without a request where nobody seems signed in. */
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
  // An older version's mark; the API removes those with the name of an install.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = 'onsale_signed_in=; path=/; max-age=0; samesite=lax';
  delete document.documentElement.dataset.signedIn;
  void forgetKept();
}

/** The sign-in page that returns to this one. */
export function signInHere(): string {
  const { pathname, search } = location;
  const isStart = ['/', '/signin', '/signup', '/account'].includes(pathname);
  return isStart ? '/signin' : signInPath(pathname + search);
}

let started = false;

/** Runs the header of every page. */
export function startSite(): void {
  if (started) return; // by the script that preloaded this one
  started = true;
  account().then(drawAccount, () => drawAccount(null));
}

function drawAccount(known: Account | null): void {
  fill('account', () => <AccountMenu account={known} signInPath={signInHere()} />);
}

/** The account has another name now. */
export function accountChanged(known: Account): void {
  asked = Promise.resolve(known);
  drawAccount(known);
}
