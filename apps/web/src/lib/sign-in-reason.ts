import { readPicked } from './order-form';

interface Reason {
  readonly title: string;
  readonly text: string;
}

const straight = 'We’ll take you straight there.';
/** The first that matches the address. */
const reasons: readonly (readonly [RegExp, Reason])[] = [
  [
    /^\/organiser\/invitations\//,
    {
      title: 'Sign in to see your invitation.',
      text: 'We’ll take you straight to it. If you’re new here, create an account first.',
    },
  ],
  [
    /^\/organiser\/events\/[^/]+\/door$/,
    {
      title: 'Sign in to check tickets in.',
      text: `Use your organiser account, or the one that joined the door team. ${straight}`,
    },
  ],
  [
    /^\/organiser\/events\/[^/]+\/leave$/,
    { title: 'Sign in to leave the door team.', text: straight },
  ],
  [
    /^\/organiser(\/|$)/,
    {
      title: 'Sign in to organise events.',
      text: `${straight} If you’re new here, create an account first.`,
    },
  ],
  [/^\/tickets(\/|$)/, { title: 'Sign in to see your tickets.', text: straight }],
  [/^\/(orders|checkout)(\/|$)/, { title: 'Sign in to see your orders.', text: straight }],
];

/** Why someone has to sign in; undefined: nothing to add. @param next where they go afterwards */
export function signInReason(next: string): Reason | undefined {
  const { pathname, searchParams } = new URL(next, 'http://site.invalid');
  if (!pathname.startsWith('/events/')) {
    return reasons.find(([path]) => path.test(pathname))?.[1];
  }
  const counts = Object.values(readPicked(Object.fromEntries(searchParams)));
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return undefined;
  return {
    title: count === 1 ? 'Sign in to get your ticket.' : `Sign in to get your ${count} tickets.`,
    text: 'Nothing is held yet. Once you’re signed in, you’ll go straight on with your tickets.',
  };
}
