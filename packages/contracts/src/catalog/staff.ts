import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { Opaque } from '../text-fields.js';
import { Id, IdParams } from '../values.js';

export const StaffMember = Type.Object({
  accountId: Id,
  name: Type.String(),
  email: Type.String(),
});
export type StaffMember = Static<typeof StaffMember>;

export const listStaff = defineRoute({
  id: 'listStaff',
  service: 'catalog',
  method: 'GET',
  path: '/api/events/:id/staff',
  summary: 'Who may check tickets in, beside the organiser',
  access: 'account',
  permission: 'staff:write',
  params: IdParams,
  responses: { 200: Type.Object({ items: Type.Array(StaffMember) }) },
});

export const addStaff = defineRoute({
  id: 'addStaff',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/staff',
  summary: 'Let an account check tickets in at this event',
  access: 'account',
  permission: 'staff:write',
  params: IdParams,
  body: Type.Object(
    { email: Opaque({ minLength: 3, maxLength: 254 }) },
    { additionalProperties: false },
  ),
  responses: { 201: StaffMember },
  conflicts: ['no_such_account', 'already_staff', 'over_limit'],
});

export const removeStaff = defineRoute({
  id: 'removeStaff',
  service: 'catalog',
  method: 'DELETE',
  path: '/api/events/:id/staff/:accountId',
  summary: 'Take the right to check tickets in away',
  access: 'account',
  permission: 'staff:write',
  params: Type.Object({ id: Id, accountId: Id }),
  responses: { 204: null },
});
