import { createHash, randomBytes } from 'node:crypto';

const tokenBytes = 32;

/** A new token: 256 random bits in 43 characters of base64url. */
export const newInvitationToken = (): string => randomBytes(tokenBytes).toString('base64url');

/** The hash of a token, which is stored and searched for. */
export const invitationHash = (token: string): Buffer =>
  createHash('sha256').update(token).digest();
