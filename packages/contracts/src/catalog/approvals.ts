import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { Id, Instant, Nullable, Page, PageQuery } from '../values.js';

const Count = Type.Integer({ minimum: 0 });

/** An account that has made events, or was approved as an organiser. */
export const OrganiserAccount = Type.Object({
  accountId: Id,
  name: Type.String(),
  email: Nullable(
    Type.String({
      description: 'not verified; null for an account that this service does not know',
    }),
  ),
  approvedAt: Nullable(Instant),
  drafts: Count,
  published: Count,
});
export type OrganiserAccount = Static<typeof OrganiserAccount>;

export const listOrganisers = defineRoute({
  id: 'listOrganisers',
  service: 'catalog',
  method: 'GET',
  path: '/api/organisers',
  summary:
    'The accounts that wait for approval as organisers, then the approved ones, each by name',
  access: 'operator',
  query: PageQuery,
  responses: { 200: Page(OrganiserAccount) },
});

const AccountParams = Type.Object({ accountId: Id });

export const approveOrganiser = defineRoute({
  id: 'approveOrganiser',
  service: 'catalog',
  method: 'POST',
  path: '/api/organisers/:accountId/approval',
  summary: 'Approve an account as an organiser, at once; again is harmless',
  access: 'operator',
  params: AccountParams,
  responses: { 204: null },
});

export const removeOrganiser = defineRoute({
  id: 'removeOrganiser',
  service: 'catalog',
  method: 'DELETE',
  path: '/api/organisers/:accountId/approval',
  summary: 'Take the approval of an account back: its events stay, and it publishes no more',
  access: 'operator',
  params: AccountParams,
  responses: { 204: null },
});
