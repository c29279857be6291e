import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { SearchText } from '../text-fields.js';
import { Id, Instant, Money, Nullable, Page, PageQuery } from '../values.js';
import { OptionalImage } from './images.js';
import { EventStatus } from './messages.js';

export const Unlisted = Type.Boolean({ description: 'only people with the link find it' });

/** For display: it may lag by a second, and only a hold decides. */
export const SalesStatus = Type.Enum(['not_open', 'open', 'sold_out', 'closed', 'cancelled']);

export const EventSummary = Type.Object({
  id: Id,
  status: EventStatus,
  title: Type.String(),
  venueName: Type.String(),
  /** The previous release does not send it in lists. */
  venueAddress: Type.Optional(Type.String()),
  startsAt: Instant,
  endsAt: Instant,
  timeZone: Type.String(),
  imageUrl: Nullable(Type.String()),
  image: OptionalImage,
  salesStatus: SalesStatus,
  salesOpenAt: Nullable(Instant),
  /** The lowest price that is not 0; 0 when everything is free, null while nothing is for sale. */
  fromPrice: Nullable(Money),
});
export type EventSummary = Static<typeof EventSummary>;

export const listEvents = defineRoute({
  id: 'listEvents',
  service: 'catalog',
  method: 'GET',
  path: '/api/events',
  summary: 'Browse and search the events on show that are not over, soonest first',
  access: 'public',
  query: Type.Object(
    {
      ...PageQuery.properties,
      q: Type.Optional(
        SearchText({
          maxLength: 300,
          description:
            'beginnings of words in title, venue or description, in any order; best matches first',
        }),
      ),
      from: Type.Optional(Instant),
      to: Type.Optional(Instant),
    },
    { additionalProperties: false },
  ),
  responses: { 200: Page(EventSummary) },
});

const Count = Type.Integer({ minimum: 0 });
const Names = Type.Array(Type.String());
export const OrganiserEvent = Type.Object({
  ...EventSummary.properties,
  role: Type.Enum(['organiser', 'staff']),
  unlisted: Unlisted,
  /** For the organiser only, from the copy of `catalog`; `paused`: names of ticket types. */
  sales: Type.Optional(Type.Object({ sold: Count, capacity: Count, paused: Names })),
});
export type OrganiserEvent = Static<typeof OrganiserEvent>;

export const listOrganiserEvents = defineRoute({
  id: 'listOrganiserEvents',
  service: 'catalog',
  method: 'GET',
  path: '/api/organiser/events',
  summary: 'The events the caller organises or staffs, drafts and past ones included, newest first',
  access: 'account',
  query: Type.Object(
    {
      ...PageQuery.properties,
      q: Type.Optional(
        SearchText({
          maxLength: 100,
          description: 'parts of words in title or venue, in any order; still newest first',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  responses: { 200: Page(OrganiserEvent) },
});

export const Door = Type.Object({
  id: Id,
  title: Type.String(),
  startsAt: Instant,
  timeZone: Type.String(),
  role: OrganiserEvent.properties.role,
});
export type Door = Static<typeof Door>;

export const listDoors = defineRoute({
  id: 'listDoors',
  service: 'catalog',
  method: 'GET',
  path: '/api/organiser/doors',
  summary:
    'The current and upcoming published events where the caller may check tickets in, soonest first',
  access: 'account',
  query: PageQuery,
  responses: { 200: Page(Door) },
});

export const getOrganiser = defineRoute({
  id: 'getOrganiser',
  service: 'catalog',
  method: 'GET',
  path: '/api/organiser',
  summary: 'Whether the caller may create and publish events on this install',
  access: 'account',
  responses: {
    200: Type.Object({
      accountId: { ...Id, description: 'the operator uses it to approve an account' },
      mayCreate: Type.Boolean(),
      mayPublish: Type.Boolean(),
    }),
  },
});
