import * as contracts from '@onsale/contracts/catalog/http';
import { route, type ServiceContext } from '@onsale/runtime';
import { eventFor } from './event-for.js';
import { readEvent } from './store-events.js';
import { readOpen } from './store-invitations.js';
import { readStaff } from './store-staff.js';

/** `GET /api/events/:id/staff` */
export const listStaff = ({ database, clock }: Pick<ServiceContext, 'database' | 'clock'>) =>
  route(contracts.listStaff, async ({ params, session }) => {
    const { permission } = contracts.listStaff;
    eventFor(session.accountId, permission, await readEvent(database, params.id));
    const [items, invitations] = await Promise.all([
      readStaff(database, params.id),
      readOpen(database, params.id, clock.now()),
    ]);
    return { status: 200, body: { items, invitations } };
  });
