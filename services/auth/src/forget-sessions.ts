import type { ServiceContext, Task } from '@onsale/runtime';
import { deleteSessions } from './store.js';

/** Deletes expired sessions, so that the table stays bounded. */
export const forgetSessions = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>): Task => ({
  name: 'forget-sessions',
  // Often, because each run deletes a bounded number and a large rehearsal leaves hundreds of
  // thousands.
  everyMs: 30_000,
  run: () => deleteSessions(database, clock.now()),
});
