import { amounts } from '@onsale/contracts/limits';

/**
 * Who may organise events on an install. `everyone`: every account; `approved`: every account may
 * create drafts, approved ones may publish; `own`: only approved accounts may do either.
 */
export const organiserRules = ['everyone', 'approved', 'own'] as const;
export type OrganiserRule = (typeof organiserRules)[number];

export const mayCreate = (rule: OrganiserRule, isApproved: boolean): boolean =>
  rule !== 'own' || isApproved;

export const mayPublish = (rule: OrganiserRule, isApproved: boolean): boolean =>
  rule === 'everyone' || isApproved;

/**
 * How many drafts an account may have.
 * @param most the limit for approved accounts
 */
export const draftsAllowed = (rule: OrganiserRule, isApproved: boolean, most: number): number =>
  mayPublish(rule, isApproved) ? most : Math.min(most, amounts.draftsUnapproved.max);
