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

/**
 * The account, learnt once per page: with live stock where there is some, else by a request. Null
 * without either where nobody seems signed in.
 */
export function account(): Promise<Account | null> {
  asked ??= find();
  return asked;
}

async function find(): Promise<Account | null> {
  if (!seemsSignedIn()) return null;
  const isTold = document.querySelector('[data-island="picker"]') !== null;
  const told = isTold ? await hearAccount() : undefined;
  const known = told === undefined ? await ask() : told;
  if (known === null) forgetSignedIn();
  return known;
}

/** How long a page waits for its live stock to say who is signed in. */
const hearingMs = 2_000;
let heard: (account: Account | null | undefined) => void = () => undefined;

const hearAccount = () =>
  new Promise<Account | null | undefined>((resolve) => {
    heard = resolve;
    setTimeout(resolve, hearingMs);
  });

/** The live stock has come. @param known who is signed in; undefined: it does not say */
export const tellAccount = (known: Account | null | undefined): void => heard(known);

async function ask(): Promise<Account | null> {
  const path = '/api/users/currentuser';
  return (await browserApi<typeof currentUser>({ method: 'GET', path })).account;
}

/** The session ended elsewhere: the page says "Sign in" again. The API has removed its mark. */
export function forgetSignedIn(): void {
  delete document.documentElement.dataset.signedIn;
  void forgetKept();
}

/** The sign-in page that returns to this one. */
export function signInHere(): string {
  const { pathname, search } = location;
  const isStart = ['/', '/signin', '/signup', '/account'].includes(pathname);
  return isStart ? '/signin' : signInPath(pathname + search);
}

/** Runs the header of every page. */
export function startSite(): void {
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
