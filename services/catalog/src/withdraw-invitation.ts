import * as contracts from '@onsale/contracts/catalog/http';
import { type Database, notFound, route } from '@onsale/runtime';
import { eventFor } from './event-for.js';
import { readEvent } from './store-events.js';
import { deleteInvitation } from './store-invitations.js';

/** `DELETE /api/events/:id/staff-invitations/:invitationId` */
export const withdrawInvitation = (database: Database) =>
  route(contracts.withdrawInvitation, async ({ params, session }) => {
    const { permission } = contracts.withdrawInvitation;
    const event = eventFor(session.accountId, permission, await readEvent(database, params.id));
    if (!(await deleteInvitation(database, event.id, params.invitationId))) {
      throw notFound('invitation');
    }
    return { status: 204 };
  });
