import * as contracts from '@onsale/contracts/auth/http';
import { accountCreated } from '@onsale/contracts/auth/messages';
import { conflict, invalid, newId, newMessage, route, type ServiceContext } from '@onsale/runtime';
import { toAccount } from './account.js';
import type { KnownDevices } from './known-devices.js';
import type { Passwords } from './passwords.js';
import type { StartSession } from './start-session.js';
import { insertAccounts } from './store.js';
import type { Throttle } from './throttle.js';
import type { WeakPasswords } from './weak-passwords.js';

/** `POST /api/users/signup` */
export const signUp = (
  { transact, clock }: Pick<ServiceContext, 'transact' | 'clock'>,
  {
    passwords,
    weakPasswords,
    throttle,
    devices,
    start,
  }: {
    passwords: Passwords;
    weakPasswords: WeakPasswords;
    throttle: Throttle;
    devices: KnownDevices;
    start: StartSession;
  },
) =>
  route(contracts.signUp, async ({ body, address, origin, traceparent }) => {
    await throttle.signUp(address);
    if (await weakPasswords.include(body)) throw weak();
    const account = {
      id: newId(),
      version: 1,
      email: body.email,
      name: body.name,
      passwordHash: await passwords.hash(body.password),
    };
    const session = await transact(async (sql, publish) => {
      const now = clock.now();
      const created = await insertAccounts(sql, [account], now);
      if (!created.has(account.id)) {
        throw conflict(
          'email_taken',
          'This email address already has an account. Sign in instead.',
        );
      }
      const { id, version, email, name } = account;
      const data = { accountId: id, version, email, name };
      publish(newMessage(accountCreated, { subject: id, time: now, data, traceparent }));
      return start(sql, account);
    });
    const headers = devices.remember(account.id, origin);
    return { status: 201, body: toAccount(account), session, headers };
  });

const weak = () =>
  invalid({
    field: 'password',
    message:
      'This password is easy to guess. Choose one that isn’t a common word, a row of keys, or your name or address.',
  });
