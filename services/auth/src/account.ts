import type { Account } from '@onsale/contracts/auth/http';

export interface StoredAccount {
  readonly id: string;
  readonly version: number;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** The account as its owner sees it. */
export const toAccount = (account: Pick<StoredAccount, 'id' | 'email' | 'name'>): Account => ({
  id: account.id,
  email: account.email,
  name: account.name,
});
