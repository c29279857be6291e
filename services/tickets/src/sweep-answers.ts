import type { ServiceContext, Task } from '@onsale/runtime';
import { deletePassing } from './store-door-log.js';

const everyMs = 600_000;
/** No gate repeats a scan after this time. */
const keptMs = 2 * 86_400_000;
const deletedATurn = 1_000;

/** Deletes answers that admitted nobody. Check-ins stay in the door log. */
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
