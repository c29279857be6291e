import { amounts } from '@onsale/contracts/limits';

/**
 * Who may organise events on an install: every account; every account makes drafts and those that
 * the operator has approved publish; only approved ones do either.
 */
export const organiserRules = ['everyone', 'approved', 'own'] as const;
export type OrganiserRule = (typeof organiserRules)[number];

export const mayCreate = (rule: OrganiserRule, isApproved: boolean): boolean =>
  rule !== 'own' || isApproved;

export const mayPublish = (rule: OrganiserRule, isApproved: boolean): boolean =>
  rule === 'everyone' || isApproved;

/** How many drafts an account may have, of the `most` that anyone may. */
export const draftsAllowed = (rule: OrganiserRule, isApproved: boolean, most: number): number =>
  mayPublish(rule, isApproved) ? most : Math.min(most, amounts.draftsUnapproved.max);
