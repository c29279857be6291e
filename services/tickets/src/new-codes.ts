import { randomBytes } from 'node:crypto';
import { base32Alphabet } from '@onsale/contracts/tickets/code';

/** Eight random bytes in hexadecimal. */
export const newNonce = (): string => randomBytes(8).toString('hex');

/** Ten characters of base32: 50 random bits. Unique only when the database says so. */
export const newShortCode = (): string =>
  Array.from(randomBytes(10), (byte) => base32Alphabet.charAt(byte & 31)).join('');
