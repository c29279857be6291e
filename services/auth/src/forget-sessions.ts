import type { ServiceContext, Task } from '@onsale/runtime';
import { deleteSessions } from './store.js';

/** Keeps the sessions from growing for ever. */
export const forgetSessions = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>): Task => ({
  name: 'forget-sessions',
  everyMs: 10 * 60_000,
  run: () => deleteSessions(database, clock.now()),
});
