import { inMegabytes } from './back-up.js';
import type { Facts } from './facts.js';
import type { Header } from './header.js';

const count = (value: number, one: string) =>
  `${value.toLocaleString('en')} ${value === 1 ? one : `${one}s`}`;

/** What a backup holds, in lines for a person. */
export function describeBackup(facts: Facts, isEncrypted: boolean, bytes?: number): string {
  const moment = facts.madeAt.replace('T', ' ').slice(0, 19);
  return `  Moment      ${moment} UTC, and what followed until the copy ended
  Holds       ${count(facts.events, 'event')}, ${count(facts.orders, 'order')}, ${count(facts.tickets, 'ticket')}, the keys
  Made by     Onsale ${facts.version}, PostgreSQL ${facts.postgresMajor}
  Size        ${bytes === undefined ? '' : `${inMegabytes(bytes)}; `}${inMegabytes(facts.bytes)} when restored
  Encrypted   ${isEncrypted ? 'yes, with a passphrase' : 'no: anyone who can read the file has the keys'}
`;
}

export const isEncrypted = ({ scrypt }: Header): boolean => scrypt !== undefined;
