import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Id, Instant, Version } from '../values.js';

/**
 * Holds that end at one moment. The id of the subject stands for that moment, and the version is
 * always 1.
 */
export const HoldsDue = Type.Object({ version: Version, at: Instant });
export type HoldsDue = Static<typeof HoldsDue>;

/** A trigger, not a decision: `orders` decides by its own clock and its own rows. */
export const holdsDue = defineMessage('/expiration', 'holds.due', HoldsDue);

export const ExpiryDue = Type.Object({ orderId: Id, version: Version, expiresAt: Instant });
export type ExpiryDue = Static<typeof ExpiryDue>;

/**
 * The same for one order, as the previous release publishes it. Remove it once no such release
 * runs.
 */
export const expiryDue = defineMessage('/expiration', 'expiry.due', ExpiryDue);

export const expirationMessages = [holdsDue, expiryDue] as const;
