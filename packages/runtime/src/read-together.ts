import { coalesce } from './coalesce.js';

/** Small enough for answers of tens of kilobytes each. */
const maxBatch = 100;
/** Beyond this reads are refused with 503, and pages retry. */
const maxQueue = 20_000;

/**
 * Combines concurrent reads into one query; the next query may begin while it runs.
 * @param read returns one answer for each input, at the same index
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
