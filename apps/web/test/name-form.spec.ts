import type { Account } from '@onsale/contracts/auth/http';
import { expect, it } from 'vitest';
import type { Caller, LooseCall } from '../src/lib/api/call';
import { nameForm, sendNameForm } from '../src/lib/name-form';

const ada = { id: 'a', email: 'ada@example.org', name: 'Ada' } as Account;

/** The API for a browser in which this account is signed in, and the names that it was sent. */
function api(account: Account | null) {
  const names: unknown[] = [];
  const call = (async ({ method, body }: LooseCall & { body?: { name: string } }) => {
    if (method === 'GET') return { account };
    names.push(body?.name);
    return { ...account, name: body?.name };
  }) as Caller;
  return { names, call };
}
const typed = (name: string) => new URLSearchParams({ account: ada.id, name });

it('the name form changes the name of the account that it was rendered for', async () => {
  const { call, names } = api(ada);
  const state = await sendNameForm(call, typed(' Ada L. '), nameForm(ada));
  expect(state).toMatchObject({ saved: true, values: { account: 'a', name: 'Ada L.' } });
  expect(names).toEqual(['Ada L.']);
});

it('the name form changes nothing when another account is signed in now', async () => {
  const { call, names } = api({ ...ada, id: 'b' });
  const state = await sendNameForm(call, typed('Ada L.'), nameForm(ada));
  expect(state.problem).toContain('another account');
  expect(state.values.name).toBe('Ada L.');
  expect(names).toEqual([]);
});

it('the name form leads to the sign-in page when the session has ended, and keeps the name', async () => {
  const { call, names } = api(null);
  const state = await sendNameForm(call, typed('Ada L.'), nameForm(ada));
  expect(state).toMatchObject({ problem: 'Your session has ended.', values: { name: 'Ada L.' } });
  expect(state.signIn).toMatch(/^\/signin/);
  expect(names).toEqual([]);
});
