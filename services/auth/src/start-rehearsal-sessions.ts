import * as contracts from '@onsale/contracts/auth/http';
import { type Admit, atMost, cookieName, newId, route, type ServiceContext } from '@onsale/runtime';
import { insertSessions } from './store.js';
import type { MintToken } from './tokens.js';

const name = 'Rehearsal buyer';
/** Requests. Each can need a thousand signatures, about half a second of one core. */
const maxWaiting = 8;

/**
 * `POST /api/rehearsals/sessions`: buyers with a session and no account. They cannot sign in again,
 * and mail to them goes nowhere (RFC 2606).
 * @param install id of the install, part of the name of its cookies
 */
export const startRehearsalSessions = (
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  mint: MintToken,
  install: string,
  admit: Admit,
) => {
  // One signature at a time: sign-ins need the other threads of Node's pool.
  const inTurn = atMost({ running: 1, waiting: maxWaiting });
  return route(
    contracts.startRehearsalSessions,
    async ({ body: { count, minutes }, origin }) => {
      const startedAt = clock.now();
      const endsMs = startedAt.getTime() + minutes * 60_000;
      const expiresAt = new Date(Math.floor(endsMs / 1000) * 1000);
      const people = Array.from({ length: count }, () => {
        const accountId = newId();
        const email = contracts.rehearsalAddress(accountId);
        return { sessionId: newId(), accountId, email, name, startedAt, expiresAt };
      });
      const tokens = await inTurn(async () => {
        const minted: string[] = [];
        for (const person of people) minted.push(await mint(person));
        return minted;
      });
      await insertSessions(database, people);
      const cookie = cookieName('session', install, origin.startsWith('https:'));
      const sessions = people.map(({ accountId, email }, index) => ({
        token: tokens[index] as string,
        cookie: `${cookie}=${tokens[index]}`,
        accountId,
        name,
        email,
        expiresAt: expiresAt.toISOString(),
      }));
      return { status: 201, body: { sessions } };
    },
    admit,
  );
};
