import { randomUUID } from 'node:crypto';
import { everybody, get, type RouteAnswers } from './shared.js';

export const accounts: Record<string, RouteAnswers> = {
  signUp: {
    cases: [
      {
        what: 'with a new address',
        request: () => ({
          path: '/api/users/signup',
          body: { email: `${randomUUID()}@example.org`, name: 'New', password: 'long enough 1' },
        }),
        answers: everybody(201),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'anonymous',
        request: () => ({ path: '/api/users/signup', body: {} }),
        status: 400,
      },
      {
        what: 'a short password',
        by: 'anonymous',
        request: () => ({
          path: '/api/users/signup',
          body: { email: 'a@example.org', name: 'A', password: 'short' },
        }),
        status: 400,
      },
      {
        what: 'an address that has an account, in capitals',
        by: 'anonymous',
        request: ({ people }) => ({
          path: '/api/users/signup',
          body: { email: people.buyer.email.toUpperCase(), name: 'A', password: 'long enough 1' },
        }),
        status: 409,
      },
    ],
  },
  signIn: {
    cases: [
      {
        what: 'with the password',
        request: ({ people }, caller) => ({
          path: '/api/users/signin',
          body: {
            email: (caller === 'anonymous' ? people.buyer : people[caller]).email,
            password: 'correct horse battery',
          },
        }),
        answers: everybody(200),
      },
    ],
    bad: [
      {
        what: 'a wrong password',
        by: 'anonymous',
        request: ({ people }) => ({
          path: '/api/users/signin',
          body: { email: people.staff.email, password: 'wrong' },
        }),
        status: 401,
      },
      {
        what: 'an address that has no account',
        by: 'anonymous',
        request: () => ({
          path: '/api/users/signin',
          body: { email: 'nobody@example.org', password: 'wrong' },
        }),
        status: 401,
      },
      {
        what: 'nothing',
        by: 'anonymous',
        request: () => ({ path: '/api/users/signin', body: {} }),
        status: 400,
      },
    ],
  },
  signOut: {
    cases: [
      {
        what: 'on one of several devices',
        request: () => ({ path: '/api/users/signout' }),
        as: async ({ people }, caller) =>
          caller === 'anonymous' ? people.anonymous : people[caller].signInAgain(),
        answers: everybody(204),
      },
    ],
    bad: [
      {
        what: 'from another site',
        by: 'buyer',
        request: () => ({
          path: '/api/users/signout',
          headers: { origin: 'https://evil.example' },
        }),
        status: 403,
      },
    ],
  },
  currentUser: { cases: [get(() => '/api/users/currentuser', everybody(200))], bad: [] },
};
