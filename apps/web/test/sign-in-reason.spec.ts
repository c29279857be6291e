import { expect, test } from 'vitest';
import { signInReason } from '../src/lib/sign-in-reason';

test.each([
  ['/organiser', 'Sign in to organise events.'],
  ['/organiser/events/1/edit', 'Sign in to organise events.'],
  ['/organiser/events/1/door', 'Sign in to check tickets in.'],
  ['/organiser/events/1/leave', 'Sign in to leave the door team.'],
  ['/organiser/invitations/abc', 'Sign in to see your invitation.'],
  ['/tickets', 'Sign in to see your tickets.'],
  ['/tickets/1?plain=1', 'Sign in to see your tickets.'],
  ['/orders/1', 'Sign in to see your orders.'],
  ['/checkout/1', 'Sign in to see your orders.'],
  ['/', undefined],
  ['/account', undefined],
  ['/events/1', undefined],
])('the sign-in page says why it comes before %s', (next, title) => {
  expect(signInReason(next)?.title).toBe(title);
});
