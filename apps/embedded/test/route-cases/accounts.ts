import { randomUUID } from 'node:crypto';
import { everyone, get, isKnown, type RouteAnswers, signedIn } from './shared.js';

export const accounts: Record<string, RouteAnswers> = {
  signUp: {
    cases: [
      {
        what: 'with a new address',
        request: () => ({
          path: '/api/users/signup',
          body: { email: `${randomUUID()}@example.org`, name: 'New', password: 'long enough 1' },
        }),
        answers: everyone(201),
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
        what: 'a hint, which accounts do not have',
        by: 'anonymous',
        request: () => ({
          path: '/api/users/signup',
          body: {
            ...{ email: `${randomUUID()}@example.org`, name: 'A', password: 'long enough 1' },
            hint: 'my dog',
          },
        }),
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
            email: (isKnown(caller) ? people[caller] : people.buyer).email,
            password: 'correct horse battery',
          },
        }),
        answers: everyone(200),
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
          isKnown(caller) ? people[caller].signInAgain() : people[caller],
        answers: everyone(204),
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
  startRehearsalSessions: {
    cases: [
      {
        what: 'for two buyers',
        request: () => ({ path: '/api/rehearsals/sessions', body: { count: 2, minutes: 1 } }),
        answers: { ...everyone(401), operator: 201 },
      },
    ],
    bad: [
      {
        what: 'a wrong token',
        by: 'anonymous',
        request: () => ({
          path: '/api/rehearsals/sessions',
          headers: { authorization: `Bearer ${randomUUID()}` },
          body: { count: 2, minutes: 1 },
        }),
        status: 401,
      },
      {
        what: 'no buyers',
        by: 'operator',
        request: () => ({ path: '/api/rehearsals/sessions', body: { count: 0, minutes: 1 } }),
        status: 400,
      },
      {
        what: 'too many buyers',
        by: 'operator',
        request: () => ({ path: '/api/rehearsals/sessions', body: { count: 1001, minutes: 1 } }),
        status: 400,
      },
      {
        what: 'sessions that last too long',
        by: 'operator',
        request: () => ({ path: '/api/rehearsals/sessions', body: { count: 1, minutes: 241 } }),
        status: 400,
      },
      {
        what: 'nothing, from a caller without a token',
        by: 'anonymous',
        request: () => ({ path: '/api/rehearsals/sessions', body: {} }),
        status: 401,
      },
    ],
  },
  updateAccount: {
    cases: [
      {
        what: 'to another name',
        request: () => ({
          path: '/api/users/currentuser',
          body: { name: 'Another Name' },
        }),
        answers: signedIn(200),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'buyer',
        request: () => ({ path: '/api/users/currentuser', body: {} }),
        status: 400,
      },
      {
        what: 'an invisible name',
        by: 'buyer',
        request: () => ({ path: '/api/users/currentuser', body: { name: '\u200b' } }),
        status: 400,
      },
    ],
  },
  currentUser: { cases: [get(() => '/api/users/currentuser', everyone(200))], bad: [] },
};
