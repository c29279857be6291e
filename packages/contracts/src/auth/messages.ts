import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Id, Instant, Version } from '../values.js';

export const AccountState = Type.Object({
  accountId: Id,
  version: Version,
  email: Type.String(),
  name: Type.String(),
});
export type AccountState = Static<typeof AccountState>;

/** A session that must no longer be believed, although its signature still holds. */
export const EndedSession = Type.Object({
  sessionId: Id,
  version: Version,
  accountId: Id,
  endedAt: Instant,
  /** When the token would have expired; after that it need not be remembered. */
  expiresAt: Instant,
});
export type EndedSession = Static<typeof EndedSession>;

/** An account as it is now, also after its name has changed: the type says where it goes. */
export const accountCreated = defineMessage('/auth', 'account.created', AccountState);
export const accountSignedOut = defineMessage('/auth', 'account.signed-out', EndedSession);

export const authMessages = [accountCreated, accountSignedOut] as const;
