import type { ServiceContext, Task } from '@onsale/runtime';
import { deletePassing } from './store-door-log.js';

const everyMs = 600_000;
/** No gate asks again after so long. */
const keptMs = 2 * 86_400_000;
const deletedATurn = 1_000;

/** Forgets what the door answered when it let nobody in. Who came in stays in the log. */
export const sweepAnswers = ({
  database,
  clock,
}: Pick<ServiceContext, 'database' | 'clock'>): Task => ({
  name: 'passing-answers',
  everyMs,
  async run() {
    const before = new Date(clock.now().getTime() - keptMs);
    while ((await deletePassing(database, before, deletedATurn)) === deletedATurn);
  },
});
