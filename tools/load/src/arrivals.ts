/** Arrival times in milliseconds from the start, ascending: one every `1 / perSecond`. */
export function constantRate(perSecond: number, count: number): Float64Array {
  return ramp(perSecond, perSecond, count);
}

/** The rate grows, or falls, evenly from the first to the last arrival. */
export function ramp(fromPerSecond: number, toPerSecond: number, count: number): Float64Array {
  if (!(fromPerSecond >= 0 && toPerSecond >= 0 && fromPerSecond + toPerSecond > 0)) {
    throw new RangeError('An arrival rate must be above 0.');
  }
  const seconds = (2 * count) / (fromPerSecond + toPerSecond);
  const growth = (toPerSecond - fromPerSecond) / seconds;
  // Until t there are from·t + growth·t²/2 arrivals: solved for t, in the form that divides by
  // nothing small.
  return Float64Array.from({ length: count }, (_, index) =>
    index === 0
      ? 0
      : (2_000 * index) /
        (fromPerSecond + Math.sqrt(Math.max(0, fromPerSecond ** 2 + 2 * growth * index))),
  );
}

/** Everyone at the opening: the crowd thins out exponentially, with this mean, milliseconds. */
export function stampede(count: number, meanMs: number, random: () => number): Float64Array {
  return Float64Array.from({ length: count }, () => -meanMs * Math.log(1 - random())).sort();
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32), so a run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
