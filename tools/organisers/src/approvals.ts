import type { OrganiserAccount } from '@onsale/contracts/catalog/http';

export type Listed = Omit<OrganiserAccount, 'approvedAt'> & { readonly isApproved: boolean };

/** Who may organise events on an install, wherever that is read and written. */
export interface Approvals {
  /** Those who wait first, then by name. @param most the most that are listed @throws ToolError */
  list(most: number): Promise<readonly Listed[]>;
  /** @throws ToolError, also when there is no such account: it says who is approved then */
  approve(accountIds: readonly string[]): Promise<void>;
  /** @returns those that were approved @throws ToolError */
  remove(accountIds: readonly string[]): Promise<readonly string[]>;
}
