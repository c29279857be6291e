import * as contracts from '@onsale/contracts/catalog/http';
import { route, type ServiceContext } from '@onsale/runtime';
import { assertOrganiser } from './own-event.js';
import { readEvent } from './store-events.js';
import { readStaff } from './store-staff.js';

/** `GET /api/events/:id/staff` */
export const listStaff = ({ database }: Pick<ServiceContext, 'database'>) =>
  route(contracts.listStaff, async ({ params, session }) => {
    assertOrganiser(await readEvent(database, params.id), session.accountId);
    return { status: 200, body: { items: await readStaff(database, params.id) } };
  });
