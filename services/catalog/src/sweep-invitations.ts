import type { ServiceContext, Task } from '@onsale/runtime';
import { deleteExpired } from './store-invitations.js';

/** Deletes invitations that have expired. */
export const sweepInvitations = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>): Task => ({
  name: 'expired-invitations',
  everyMs: 600_000,
  run: () => deleteExpired(database, clock.now()),
});
