import { type Clock, newId, type Session, type Sql } from '@onsale/runtime';
import type { StoredAccount } from './account.js';
import { insertSessions } from './store.js';
import type { MintToken } from './tokens.js';

const dayMs = 86_400_000;

interface StartedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Stores a session and mints the token for its cookie. */
export type StartSession = (sql: Sql, account: StoredAccount) => Promise<StartedSession>;

export const startSession =
  (clock: Clock, mint: MintToken, sessionDays: number): StartSession =>
  async (sql, account) => {
    const startedAt = clock.now();
    const endsMs = startedAt.getTime() + sessionDays * dayMs;
    const expiresAt = new Date(Math.floor(endsMs / 1000) * 1000);
    const session = { sessionId: newId(), accountId: account.id, startedAt, expiresAt };
    await insertSessions(sql, [session]);
    const token = await mint({ ...session, email: account.email, name: account.name });
    return { token, expiresAt };
  };

/** Mints another token for a session, with its present name. The expiry stays the same. */
export type RenewSession = (session: Session) => Promise<StartedSession>;

export const renewSession =
  (clock: Clock, mint: MintToken): RenewSession =>
  async (session) => ({
    token: await mint({ ...session, startedAt: clock.now() }),
    expiresAt: session.expiresAt,
  });
