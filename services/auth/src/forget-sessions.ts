import type { ServiceContext, Task } from '@onsale/runtime';
import { deleteSessions } from './store.js';

/** Keeps the sessions from growing for ever. */
export const forgetSessions = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>): Task => ({
  name: 'forget-sessions',
  // Each run takes a bounded number; a large rehearsal leaves hundreds of thousands.
  everyMs: 30_000,
  run: () => deleteSessions(database, clock.now()),
});
