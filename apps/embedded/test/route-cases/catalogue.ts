import { png, type Scene } from '../callers.js';
import {
  badId,
  badPage,
  everyone,
  get,
  missing,
  nobodysId,
  only,
  type RouteAnswers,
  signedIn,
} from './shared.js';

const noToken = 'A'.repeat(43);

const eventBody = {
  title: 'New',
  venueName: 'Hall',
  startsAt: '2035-01-01T19:00:00Z',
  endsAt: '2035-01-01T21:00:00Z',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
};
const freshDraft = async ({ people }: Scene) => {
  const draft = await people.organiser.createEvent();
  await people.organiser.addTicketType(draft.id);
  return draft;
};

export const catalogue: Record<string, RouteAnswers> = {
  listEvents: {
    cases: [get(() => '/api/events?q=concert', everyone(200))],
    bad: badPage(() => '/api/events', 'anonymous'),
  },
  listOrganiserEvents: {
    cases: [get(() => '/api/organiser/events', signedIn(200))],
    bad: badPage(() => '/api/organiser/events', 'organiser'),
  },
  listDoors: {
    cases: [get(() => '/api/organiser/doors', signedIn(200))],
    bad: badPage(() => '/api/organiser/doors', 'organiser'),
  },
  getEvent: {
    cases: [
      get(({ event }) => `/api/events/${event.id}`, everyone(200), 'a published event'),
      get(
        ({ draft }) => `/api/events/${draft.id}`,
        { ...everyone(404), organiser: 200 },
        'a draft',
      ),
    ],
    bad: [
      badId((id) => `/api/events/${id}`, 'buyer'),
      missing((id) => `/api/events/${id}`, 'buyer'),
    ],
  },
  createEvent: {
    cases: [
      {
        what: 'with valid fields',
        request: () => ({ path: '/api/events', body: eventBody }),
        answers: signedIn(201),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'buyer',
        request: () => ({ path: '/api/events', body: {} }),
        status: 400,
      },
      {
        what: 'an end before the start',
        by: 'buyer',
        request: () => ({
          path: '/api/events',
          body: { ...eventBody, endsAt: '2034-01-01T00:00:00Z' },
        }),
        status: 400,
      },
      {
        what: 'an unknown time zone',
        by: 'buyer',
        request: () => ({ path: '/api/events', body: { ...eventBody, timeZone: 'Mars/Olympus' } }),
        status: 400,
      },
    ],
  },
  copyEvent: {
    cases: [
      {
        what: 'a published event',
        request: ({ event }) => ({ path: `/api/events/${event.id}/copy` }),
        answers: only({ organiser: 201 }, 403),
      },
      {
        what: 'a draft',
        request: ({ draft }) => ({ path: `/api/events/${draft.id}/copy` }),
        answers: only({ organiser: 201 }, 404),
      },
    ],
    bad: [
      badId((id) => `/api/events/${id}/copy`, 'organiser'),
      missing((id) => `/api/events/${id}/copy`, 'organiser'),
    ],
  },
  updateEvent: {
    cases: [
      {
        what: 'a published event',
        request: ({ event }) => ({
          path: `/api/events/${event.id}`,
          body: { version: event.version, description: 'Better' },
        }),
        answers: only({ organiser: 200 }, 403),
      },
      {
        what: 'a draft',
        request: ({ draft }) => ({
          path: `/api/events/${draft.id}`,
          body: { version: draft.version, description: 'Better' },
        }),
        answers: only({ organiser: 200 }, 404),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'organiser',
        request: ({ draft }) => ({ path: `/api/events/${draft.id}`, body: {} }),
        status: 400,
      },
      {
        what: 'a change without its version',
        by: 'organiser',
        request: ({ draft }) => ({ path: `/api/events/${draft.id}`, body: { description: 'x' } }),
        status: 400,
      },
      {
        what: 'a version that never existed',
        by: 'organiser',
        request: ({ draft }) => ({
          path: `/api/events/${draft.id}`,
          body: { version: 1_000, description: 'x' },
        }),
        status: 400,
      },
      {
        what: 'a field that someone else has changed meanwhile',
        by: 'organiser',
        request: async ({ people }) => {
          const { id, version } = await people.organiser.createEvent();
          await people.organiser.editEvent(id, { title: 'Theirs' });
          return { path: `/api/events/${id}`, body: { version, title: 'Ours' } };
        },
        status: 409,
      },
      missing((id) => `/api/events/${id}`, 'organiser', { version: 1, description: 'x' }),
    ],
  },
  publishEvent: {
    cases: [
      {
        what: 'a draft',
        request: async (scene) => ({ path: `/api/events/${(await freshDraft(scene)).id}/publish` }),
        answers: only({ organiser: 200 }, 404),
      },
    ],
    bad: [
      {
        what: 'without a ticket type',
        by: 'organiser',
        request: ({ draft }) => ({ path: `/api/events/${draft.id}/publish` }),
        status: 409,
      },
      missing((id) => `/api/events/${id}/publish`, 'organiser'),
    ],
  },
  cancelEvent: {
    cases: [
      {
        what: 'a published event',
        request: async ({ people }) => ({
          path: `/api/events/${(await people.organiser.putOnSale()).event.id}/cancel`,
          body: { reason: 'Storm' },
        }),
        answers: only({ organiser: 200 }, 403),
      },
    ],
    bad: [
      {
        what: 'no reason',
        by: 'organiser',
        request: ({ event }) => ({ path: `/api/events/${event.id}/cancel`, body: { reason: ' ' } }),
        status: 400,
      },
    ],
  },
  uploadImage: {
    cases: [
      {
        what: 'a PNG',
        request: () => ({ path: '/api/images', raw: { type: 'image/png', bytes: png } }),
        answers: signedIn(201),
      },
    ],
    bad: [
      {
        what: 'HTML that claims to be a PNG',
        by: 'organiser',
        request: () => ({ path: '/api/images', raw: { type: 'image/png', bytes: '<script>' } }),
        status: 400,
      },
      {
        what: 'an SVG',
        by: 'organiser',
        request: () => ({ path: '/api/images', raw: { type: 'image/svg+xml', bytes: '<svg/>' } }),
        status: 415,
      },
    ],
  },
  getImage: {
    cases: [get(({ imageUrl }) => imageUrl, everyone(200))],
    bad: [missing((id) => `/api/images/${id}`, 'anonymous')],
  },
  listStaff: {
    cases: [get(({ event }) => `/api/events/${event.id}/staff`, only({ organiser: 200 }, 403))],
    bad: [missing((id) => `/api/events/${id}/staff`, 'organiser')],
  },
  getOrganiser: { cases: [get(() => '/api/organiser', signedIn(200))], bad: [] },
  inviteStaff: {
    cases: [
      {
        what: 'to a published event',
        request: ({ event }) => ({
          path: `/api/events/${event.id}/staff-invitations`,
          body: { label: 'Sam' },
        }),
        answers: only({ organiser: 201 }, 403),
      },
    ],
    bad: [
      missing((id) => `/api/events/${id}/staff-invitations`, 'organiser', {}),
      {
        what: 'an address instead of a label',
        by: 'organiser',
        request: ({ event }) => ({
          path: `/api/events/${event.id}/staff-invitations`,
          body: { email: 'nobody@example.org' },
        }),
        status: 400,
      },
    ],
  },
  withdrawInvitation: {
    cases: [
      {
        what: 'of their own event',
        request: async ({ event, people }) => {
          const { id } = await people.organiser.invite(event.id);
          return { path: `/api/events/${event.id}/staff-invitations/${id}` };
        },
        answers: only({ organiser: 204 }, 403),
      },
    ],
    bad: [
      {
        what: 'an unknown invitation',
        by: 'organiser',
        request: ({ event }) => ({
          path: `/api/events/${event.id}/staff-invitations/${nobodysId}`,
        }),
        status: 404,
      },
    ],
  },
  getInvitation: {
    cases: [
      {
        what: 'by its link',
        request: async ({ event, people }) => ({
          path: `/api/staff-invitations/${(await people.organiser.invite(event.id)).token}`,
        }),
        answers: signedIn(200),
      },
    ],
    bad: [
      {
        what: 'an unknown token',
        by: 'buyer',
        request: () => ({ path: `/api/staff-invitations/${noToken}` }),
        status: 404,
      },
      {
        what: 'a malformed token',
        by: 'buyer',
        request: () => ({ path: '/api/staff-invitations/42' }),
        status: 400,
      },
    ],
  },
  acceptInvitation: {
    cases: [
      {
        what: 'by its link',
        request: async ({ people }) => {
          const { event } = await people.organiser.putOnSale();
          const { token } = await people.organiser.invite(event.id);
          return { path: `/api/staff-invitations/${token}/accept` };
        },
        answers: { ...signedIn(200), organiser: 409 },
      },
    ],
    bad: [
      {
        what: 'an unknown token',
        by: 'buyer',
        request: () => ({ path: `/api/staff-invitations/${noToken}/accept` }),
        status: 404,
      },
    ],
  },
  declineInvitation: {
    cases: [
      {
        what: 'by its link',
        request: async ({ event, people }) => ({
          path: `/api/staff-invitations/${(await people.organiser.invite(event.id)).token}/decline`,
        }),
        answers: signedIn(204),
      },
    ],
    bad: [
      {
        what: 'an unknown token',
        by: 'buyer',
        request: () => ({ path: `/api/staff-invitations/${noToken}/decline` }),
        status: 404,
      },
    ],
  },
  leaveStaff: {
    cases: [
      {
        what: 'of an event that they staff',
        request: async ({ people }) => {
          const { event } = await people.organiser.putOnSale();
          await people.organiser.addStaff(event.id, people.staff);
          return { path: `/api/events/${event.id}/leave` };
        },
        answers: only({ staff: 204 }, 404),
      },
    ],
    bad: [missing((id) => `/api/events/${id}/leave`, 'staff')],
  },
  removeStaff: {
    cases: [
      {
        what: 'of their own event',
        request: async ({ people }) => {
          const { event } = await people.organiser.putOnSale();
          await people.organiser.addStaff(event.id, people.staff);
          const path = `/api/events/${event.id}/staff`;
          const { items } = await people.organiser.call<{ items: { accountId: string }[] }>(
            'GET',
            path,
          );
          return { path: `${path}/${items[0]?.accountId}` };
        },
        answers: only({ organiser: 204 }, 403),
      },
    ],
    bad: [
      {
        what: 'someone who is not on the staff',
        by: 'organiser',
        request: ({ event }) => ({ path: `/api/events/${event.id}/staff/${nobodysId}` }),
        status: 404,
      },
    ],
  },
};
