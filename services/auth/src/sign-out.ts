import * as contracts from '@onsale/contracts/auth/http';
import { accountSignedOut } from '@onsale/contracts/auth/messages';
import { newMessage, route, type ServiceContext } from '@onsale/runtime';
import { endSessions } from './store.js';

/**
 * `POST /api/users/signout`: ends the session here immediately, and in other services when they
 * receive the message. Harmless when nobody is signed in.
 */
export const signOut = ({
  transact,
  clock,
  endedSessions,
}: Pick<ServiceContext, 'transact' | 'clock' | 'endedSessions'>) =>
  route(contracts.signOut, async ({ session, traceparent }) => {
    if (session) {
      const now = clock.now();
      const messages = await transact(async (sql, publish) => {
        const ended = await endSessions(sql, [session.sessionId], now);
        const messages = ended.map(({ sessionId, accountId, expiresAt }) =>
          newMessage(accountSignedOut, {
            subject: sessionId,
            time: now,
            data: {
              sessionId,
              version: 1,
              accountId,
              endedAt: now.toISOString(),
              expiresAt: expiresAt.toISOString(),
            },
            traceparent,
          }),
        );
        publish(...messages);
        return messages;
      });
      await endedSessions.subscription.handle(messages);
    }
    return { status: 204, session: 'clear' };
  });
