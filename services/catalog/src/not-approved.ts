import { Problem } from '@onsale/runtime';

const reasons = {
  create: 'Only organisers whom the people who run this site have approved can create events here.',
  publish:
    'Your account isn’t approved for publishing on this site yet. Your draft is saved, and only you can see it.',
  again:
    'Your account isn’t approved for publishing on this site any more, so this event can’t be extended, postponed or listed.',
} as const;

/**
 * 403, with advice. The operator approves accounts by their number, since email addresses are not
 * verified.
 */
export const notApproved = (accountId: string, what: keyof typeof reasons): Problem =>
  new Problem(
    403,
    'not_approved',
    `${reasons[what]} To be approved, send them your account number: ${accountId}`,
  );
