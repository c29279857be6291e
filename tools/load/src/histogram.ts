/** Values of a bucket differ by at most this share from the one it reports. */
const relativeError = 0.01;
const gamma = (1 + relativeError) / (1 - relativeError);
const logGamma = Math.log(gamma);
const smallestMs = 0.001;
const largestMs = 3_600_000;
const bucketCount = Math.ceil(Math.log(largestMs / smallestMs) / logGamma) + 1;

interface HistogramJson {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Bucket and count, those that are not empty. */
  readonly buckets: readonly (readonly [number, number])[];
}

/**
 * Latencies in logarithmic buckets, relative error at most 1 %, in fixed memory: from a microsecond
 * to an hour, beyond which values count as these. As in DDSketch (Masson, Rim, Lee, 2019).
 */
export class Histogram {
  readonly #buckets = new Float64Array(bucketCount);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  record(ms: number): void {
    const index = Math.ceil(Math.log(ms / smallestMs) / logGamma);
    const bucket = index > 0 ? Math.min(index, bucketCount - 1) : 0;
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1;
    this.#count += 1;
    this.#sum += ms;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN when nothing was recorded. */
  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  /** NaN when nothing was recorded. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  /**
   * The value that `p` in 100 do not exceed.
   * @param p from 0 to 100
   * @returns NaN when nothing was recorded
   */
  percentile(p: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil((p / 100) * this.#count));
    if (rank >= this.#count) return this.#max;
    let seen = 0;
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      seen += this.#buckets[bucket] as number;
      if (seen < rank) continue;
      const middle = (smallestMs * 2 * gamma ** bucket) / (gamma + 1);
      return Math.min(this.#max, Math.max(this.#min, middle));
    }
    return this.#max;
  }

  add(other: Histogram): void {
    for (const [bucket, count] of other.#buckets.entries()) {
      this.#buckets[bucket] = (this.#buckets[bucket] as number) + count;
    }
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** To send it to another process; `Histogram.from` reads it. */
  toJSON(): object {
    const buckets = [...this.#buckets.entries()].filter(([, count]) => count > 0);
    const ends = this.#count === 0 ? { min: 0, max: 0 } : { min: this.#min, max: this.#max };
    return { count: this.#count, sum: this.#sum, ...ends, buckets } satisfies HistogramJson;
  }

  static from(json: object): Histogram {
    const { count, sum, min, max, buckets } = json as HistogramJson;
    const histogram = new Histogram();
    if (count === 0) return histogram;
    for (const [bucket, number] of buckets) histogram.#buckets[bucket] = number;
    histogram.#count = count;
    histogram.#sum = sum;
    histogram.#min = min;
    histogram.#max = max;
    return histogram;
  }
}
