import * as contracts from '@onsale/contracts/catalog/http';
import { route, type ServiceContext } from '@onsale/runtime';
import { eventFor } from './event-for.js';
import { readEvent } from './store-events.js';
import { readStaff } from './store-staff.js';

/** `GET /api/events/:id/staff` */
export const listStaff = ({ database }: Pick<ServiceContext, 'database'>) =>
  route(contracts.listStaff, async ({ params, session }) => {
    const { permission } = contracts.listStaff;
    eventFor(session.accountId, permission, await readEvent(database, params.id));
    return { status: 200, body: { items: await readStaff(database, params.id) } };
  });
