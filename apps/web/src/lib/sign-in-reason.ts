import { readPicked } from './order-form';

/** Why someone with a pick or an invitation has to sign in. @param next where they go afterwards */
export function signInReason(next: string): { title: string; text: string } | undefined {
  const { pathname, searchParams } = new URL(next, 'http://site.invalid');
  if (pathname.startsWith('/organiser/invitations/')) {
    return {
      title: 'Sign in to see your invitation.',
      text: 'We’ll take you straight to it. If you’re new here, create an account first.',
    };
  }
  if (!pathname.startsWith('/events/')) return undefined;
  const counts = Object.values(readPicked(Object.fromEntries(searchParams)));
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return undefined;
  return {
    title: count === 1 ? 'Sign in to get your ticket.' : `Sign in to get your ${count} tickets.`,
    text: 'We’ll remember your choice and take you straight back to it. Nothing is held yet.',
  };
}
