/** The addresses under which clients request the site: `https://tickets.example.org`. */
export interface SiteNames {
  /**
   * The address, if copies of pages are kept for it; otherwise '', and pages link to paths without
   * a host, which work the same.
   */
  nameOf(origin: string): string;
}

const mostNames = 8;
/** One request in this many admits a new name in place of the least requested one. */
const admitsOneIn = 1_000;
const wellFormed = /^https?:\/\/(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Clients send the name of the site and can invent names. The most requested names are kept; an
 * invented one costs no more than this lookup.
 * @param random from 0 to 1
 */
export function createSiteNames(random: () => number = Math.random): SiteNames {
  const asked = new Map<string, { requests: number }>();

  function makeRoom(): void {
    let least: [string, number] = ['', Number.POSITIVE_INFINITY];
    for (const [name, count] of asked) {
      if (count.requests < least[1]) least = [name, count.requests];
      count.requests /= 2; // older requests count less
    }
    asked.delete(least[0]);
  }

  return {
    nameOf(origin) {
      const known = asked.get(origin);
      if (known) {
        known.requests += 1;
        return origin;
      }
      if (!wellFormed.test(origin)) return '';
      if (asked.size >= mostNames) {
        if (random() * admitsOneIn >= 1) return '';
        makeRoom();
      }
      asked.set(origin, { requests: 1 });
      return origin;
    },
  };
}
