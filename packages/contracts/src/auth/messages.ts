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

/** A session that has ended, although the signature of its token is still valid. */
export const EndedSession = Type.Object({
  sessionId: Id,
  version: Version,
  accountId: Id,
  endedAt: Instant,
  /** When the token expires; nobody needs to remember the session after that. */
  expiresAt: Instant,
});
export type EndedSession = Static<typeof EndedSession>;

/**
 * The present state of an account, published again after a change of name. The type names the route
 * of the message, not what happened.
 */
export const accountCreated = defineMessage('/auth', 'account.created', AccountState);
export const accountSignedOut = defineMessage('/auth', 'account.signed-out', EndedSession);

export const authMessages = [accountCreated, accountSignedOut] as const;
