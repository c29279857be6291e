import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Id, Instant, Version } from '../values.js';

export const ExpiryDue = Type.Object({ orderId: Id, version: Version, expiresAt: Instant });
export type ExpiryDue = Static<typeof ExpiryDue>;

/** A wake-up, not a decision: `orders` looks at its own clock and its own row. */
export const expiryDue = defineMessage('/expiration', 'expiry.due', ExpiryDue);

export const expirationMessages = [expiryDue] as const;
