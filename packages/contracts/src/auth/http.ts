import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { EmailAddress, Line, Opaque } from '../text-fields.js';
import { Id, Instant, Nullable } from '../values.js';

export const Account = Type.Object({
  id: Id,
  email: Type.String({ examples: ['ana@example.org'] }),
  name: Type.String({ examples: ['Ana Lima'] }),
});
export type Account = Static<typeof Account>;

export const signUp = defineRoute({
  id: 'signUp',
  service: 'auth',
  method: 'POST',
  path: '/api/users/signup',
  summary: 'Create an account and sign in',
  access: 'public',
  body: Type.Object(
    {
      email: EmailAddress({
        maxLength: 254,
        description: 'compared without case',
        examples: ['ana@example.org'],
      }),
      name: Line({ maxLength: 100, examples: ['Ana Lima'] }),
      password: Opaque({ minLength: 10, maxLength: 200, examples: ['a long sentence is best'] }),
    },
    { additionalProperties: false },
  ),
  responses: { 201: Account },
  conflicts: ['email_taken'],
});

export const signIn = defineRoute({
  id: 'signIn',
  service: 'auth',
  method: 'POST',
  path: '/api/users/signin',
  summary: 'Sign in: sets the session cookie',
  access: 'public',
  body: Type.Object(
    { email: Opaque({ maxLength: 254 }), password: Opaque({ maxLength: 200 }) },
    { additionalProperties: false },
  ),
  responses: { 200: Account },
  refuses: { 401: ['wrong_credentials'] },
});

export const signOut = defineRoute({
  id: 'signOut',
  service: 'auth',
  method: 'POST',
  path: '/api/users/signout',
  summary: 'End the session everywhere within a minute',
  access: 'public',
  responses: { 204: null },
});

export const currentUser = defineRoute({
  id: 'currentUser',
  service: 'auth',
  method: 'GET',
  path: '/api/users/currentuser',
  summary: 'Who is signed in; null when nobody is',
  access: 'public',
  responses: { 200: Type.Object({ account: Nullable(Account) }) },
});

export const updateAccount = defineRoute({
  id: 'updateAccount',
  service: 'auth',
  method: 'PATCH',
  path: '/api/users/currentuser',
  summary:
    'Change your name: for what you buy from now on, and on your events that are not over. Orders and tickets keep the name that they were bought under',
  access: 'account',
  body: Type.Object(
    { name: Line({ maxLength: 100, examples: ['Ana Lima'] }) },
    { additionalProperties: false },
  ),
  responses: { 200: Account },
  refuses: { 404: ['not_found'], 429: ['too_many_requests'] },
});

/**
 * The email address of a rehearsal buyer; it leads nowhere (RFC 2606). Nobody can sign up with it,
 * because an account gets its id afterwards.
 */
export const rehearsalAddress = (accountId: string): string => `${accountId}@rehearsal.invalid`;

/** A buyer who is signed in until `expiresAt` and has no account. */
export const RehearsalSession = Type.Object({
  token: Type.String(),
  cookie: Type.String({
    description: 'the name and value of the session cookie, as a browser sends it to this address',
  }),
  accountId: Id,
  name: Type.String(),
  email: Type.String({ description: 'leads nowhere' }),
  expiresAt: Instant,
});
export type RehearsalSession = Static<typeof RehearsalSession>;

export const startRehearsalSessions = defineRoute({
  id: 'startRehearsalSessions',
  service: 'auth',
  method: 'POST',
  path: '/api/rehearsals/sessions',
  summary: 'Sign in temporary buyers without accounts, to rehearse an onsale',
  access: 'operator',
  body: Type.Object(
    {
      count: Type.Integer({ minimum: 1, maximum: 1000 }),
      minutes: Type.Integer({ minimum: 1, maximum: 240, description: 'how long they last' }),
    },
    { additionalProperties: false },
  ),
  responses: { 201: Type.Object({ sessions: Type.Array(RehearsalSession) }) },
});

export const authRoutes = [
  signUp,
  signIn,
  signOut,
  currentUser,
  updateAccount,
  startRehearsalSessions,
] as const;
