import { coalesce } from './coalesce.js';

/** Few enough that one batch, with answers of tens of kilobytes each, is no burden. */
const maxBatch = 100;
/** A page whose look is refused with 503 looks again. */
const maxQueue = 20_000;

/**
 * Reads of one moment go to the database as one, and the next ones while those are under way.
 * @param read one answer for each asked, at the same index
 */
export const readTogether = <In, Out>(
  read: (asked: readonly In[]) => Promise<readonly Out[]>,
): ((asked: In) => Promise<Out>) =>
  coalesce<In, Out>({
    run(asked, sent) {
      const reading = read(asked);
      sent();
      return reading;
    },
    ...{ maxBatch, maxQueue },
  });
