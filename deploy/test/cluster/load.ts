import { Person } from '@onsale/embedded/test/install';

/** Enough for a pod to have more work than the autoscaler wants it to have. */
const visitors = 40;

/**
 * Visitors ask for a page of the API, each again as soon as it is answered, until they are stopped.
 */
export function putLoadOn(url: string, path: string) {
  const statuses = new Map<number, number>();
  let isOver = false;
  const visit = async () => {
    const visitor = Person.anonymous(url);
    while (!isOver) {
      const { status } = await visitor.send({ method: 'GET', path }).catch(() => ({ status: 0 })); // no answer
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const visits = Array.from({ length: visitors }, visit);
  return {
    /** @returns how many answers had each status; 0: none */
    async stop(): Promise<ReadonlyMap<number, number>> {
      isOver = true;
      await Promise.all(visits);
      return statuses;
    },
  };
}
