import * as contracts from '@onsale/contracts/catalog/http';
import { type Database, route } from '@onsale/runtime';
import type { OrganiserGate } from './organiser-gate.js';

/** `GET /api/organiser`: which actions pages should offer an account. */
export const getOrganiser = (database: Database, gate: OrganiserGate) =>
  route(contracts.getOrganiser, async ({ session }) => ({
    status: 200,
    body: { accountId: session.accountId, ...(await gate.read(database, session)) },
  }));
