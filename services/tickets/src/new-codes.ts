import { base32Alphabet } from '@onsale/contracts/tickets/code';
import { randomHex } from '@onsale/runtime';

/** Eight random bytes in hexadecimal. */
export const newNonce = (): string => randomHex(8);

/** Ten characters of base32: 50 random bits. The database checks that it is unique. */
export const newShortCode = (): string =>
  randomHex(10).replace(/../g, (byte) => base32Alphabet.charAt(Number.parseInt(byte, 16) & 31));
