import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Id, Instant, Version } from '../values.js';

/** What ended at a moment: that is the subject's id, and there is no second state to number. */
export const HoldsDue = Type.Object({ version: Version, at: Instant });
export type HoldsDue = Static<typeof HoldsDue>;

/** A wake-up, not a decision: `orders` looks at its own clock and its own rows. */
export const holdsDue = defineMessage('/expiration', 'holds.due', HoldsDue);

export const ExpiryDue = Type.Object({ orderId: Id, version: Version, expiresAt: Instant });
export type ExpiryDue = Static<typeof ExpiryDue>;

/** The same for one order, as the version before says it: read until no such version runs. */
export const expiryDue = defineMessage('/expiration', 'expiry.due', ExpiryDue);

export const expirationMessages = [holdsDue, expiryDue] as const;
