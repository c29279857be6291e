import Type, { type Static } from 'typebox';
import { invitationDays } from '../limits.js';
import { defineRoute } from '../route.js';
import { OptionalLine } from '../text-fields.js';
import { Id, IdParams, Instant, Nullable } from '../values.js';
import { EventStatus } from './messages.js';

export const StaffMember = Type.Object({
  accountId: Id,
  name: Type.String(),
  email: Type.String(),
  /** What the organiser wrote on the invitation that this account accepted. */
  invitedAs: Nullable(Type.String()),
});
export type StaffMember = Static<typeof StaffMember>;

export const StaffInvitation = Type.Object({
  id: Id,
  /** For the organiser alone, to tell invitations apart. */
  label: Nullable(Type.String({ examples: ['Sam, north gate'] })),
  createdAt: Instant,
  expiresAt: Instant,
});
export type StaffInvitation = Static<typeof StaffInvitation>;

export const listStaff = defineRoute({
  id: 'listStaff',
  service: 'catalog',
  method: 'GET',
  path: '/api/events/:id/staff',
  summary: 'The accounts that may check tickets in besides the organiser, and the open invitations',
  access: 'account',
  permission: 'staff:write',
  params: IdParams,
  responses: {
    200: Type.Object({
      items: Type.Array(StaffMember),
      invitations: Type.Array(StaffInvitation),
    }),
  },
});

export const inviteStaff = defineRoute({
  id: 'inviteStaff',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/staff-invitations',
  summary: `Create a link with which one person can join the door staff, once, within ${invitationDays} days. Only this answer contains it; pass it on to that person`,
  access: 'account',
  permission: 'staff:write',
  params: IdParams,
  body: Type.Object(
    {
      label: Type.Optional(
        OptionalLine({
          maxLength: 100,
          description: 'to tell invitations apart; the person invited does not see it',
          examples: ['Sam, north gate'],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  responses: {
    201: Type.Object({
      ...StaffInvitation.properties,
      url: Type.String({ description: 'the page to pass on' }),
      token: Type.String({ description: 'the last part of the address, to accept by the API' }),
    }),
  },
  conflicts: ['over_limit', 'event_cancelled', 'event_over'],
});

export const withdrawInvitation = defineRoute({
  id: 'withdrawInvitation',
  service: 'catalog',
  method: 'DELETE',
  path: '/api/events/:id/staff-invitations/:invitationId',
  summary: 'Withdraw an open invitation: its link stops working',
  access: 'account',
  permission: 'staff:write',
  params: Type.Object({ id: Id, invitationId: Id }),
  responses: { 204: null },
});

export const removeStaff = defineRoute({
  id: 'removeStaff',
  service: 'catalog',
  method: 'DELETE',
  path: '/api/events/:id/staff/:accountId',
  summary: 'Remove someone from the door staff',
  access: 'account',
  permission: 'staff:write',
  params: Type.Object({ id: Id, accountId: Id }),
  responses: { 204: null },
});

export const leaveStaff = defineRoute({
  id: 'leaveStaff',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/leave',
  summary: 'Leave the door staff of an event',
  access: 'account',
  params: IdParams,
  responses: { 204: null },
});

const TokenParams = Type.Object({
  token: Type.String({
    pattern: '^[A-Za-z0-9_-]{43}$',
    'x-refusal': 'must be the 43 characters at the end of an invitation',
    examples: ['hkXh0mYH3iEoHXzFiN1gK3xJpHq2c4m7s8V9w0Y1z2A'],
  }),
});

export const getInvitation = defineRoute({
  id: 'getInvitation',
  service: 'catalog',
  method: 'GET',
  path: '/api/staff-invitations/:token',
  summary: 'The event of an invitation, and who organises it',
  access: 'account',
  params: TokenParams,
  responses: {
    200: Type.Object({
      eventId: Id,
      eventTitle: Type.String(),
      organiserName: Type.String(),
      venueName: Type.String(),
      startsAt: Instant,
      timeZone: Type.String(),
      /** Null once it is accepted. */
      expiresAt: Nullable(Instant),
      /** `accepted`: by the caller, with this invitation. `own`: the caller organises the event. */
      state: Type.Enum(['open', 'accepted', 'own']),
      /** The previous release sends neither. */
      eventStatus: Type.Optional(EventStatus),
      endsAt: Type.Optional(Instant),
    }),
  },
});

export const acceptInvitation = defineRoute({
  id: 'acceptInvitation',
  service: 'catalog',
  method: 'POST',
  path: '/api/staff-invitations/:token/accept',
  summary: 'Join the door staff of the event; repeating it with the same account is harmless',
  access: 'account',
  params: TokenParams,
  responses: { 200: Type.Object({ eventId: Id }) },
  conflicts: ['no_such_account', 'already_staff', 'over_limit', 'event_cancelled', 'event_over'],
});

export const declineInvitation = defineRoute({
  id: 'declineInvitation',
  service: 'catalog',
  method: 'POST',
  path: '/api/staff-invitations/:token/decline',
  summary: 'Decline an invitation: its link stops working',
  access: 'account',
  params: TokenParams,
  responses: { 204: null },
});
