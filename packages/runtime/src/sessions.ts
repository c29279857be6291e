import { accountSignedOut } from '@onsale/contracts/auth/messages';
import type { ReadMessageOf } from '@onsale/contracts/message';
import type { Database, Subscription } from './infra.js';
import { subscription } from './messages.js';

export const sessionIssuer = 'onsale';
/** RS256 is the cheapest signature to verify, and in a rush every buyer must be verified. */
export const sessionAlgorithm = 'RS256';

/** The caller, as named in the signed cookie. */
export interface Session {
  readonly accountId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  readonly expiresAt: Date;
}

/** Sessions that were signed out before they expired, as far as this service has received them. */
export interface EndedSessions {
  has(sessionId: string): boolean;
  /** Adds the new rows in the table of the service since the last call. */
  refresh(): Promise<void>;
  readonly subscription: Subscription;
}

/** The service's own copy of ended sessions: a table fed by messages, and a map in memory. */
export function createEndedSessions(service: string, database: Database): EndedSessions {
  const ended = new Map<string, Date>();
  let seenUntil = new Date(0);

  async function handle(
    messages: readonly ReadMessageOf<typeof accountSignedOut>[],
  ): Promise<void> {
    const sessions = messages.map((message) => message.data);
    await database.query(
      `insert into ended_session (session_id, expires_at)
       select * from unnest($1::uuid[], $2::timestamptz[]) on conflict do nothing`,
      [sessions.map((s) => s.sessionId), sessions.map((s) => s.expiresAt)],
    );
    for (const session of sessions) ended.set(session.sessionId, new Date(session.expiresAt));
  }

  return {
    has: (sessionId) => ended.has(sessionId),
    async refresh() {
      // Overlaps by a minute, because rows may become visible in another order than their times.
      const rows = await database.query<{ session_id: string; expires_at: Date; now: Date }>(
        `select session_id, expires_at, now() as now from ended_session
         where recorded_at > $1::timestamptz - interval '1 minute' and expires_at > now()`,
        [seenUntil],
      );
      for (const row of rows) {
        ended.set(row.session_id, row.expires_at);
        seenUntil = row.now;
      }
      const now = new Date();
      for (const [sessionId, expiresAt] of ended) if (expiresAt < now) ended.delete(sessionId);
    },
    subscription: subscription({
      name: `${service}.sessions-ended`,
      to: [accountSignedOut],
      handle,
    }),
  };
}
