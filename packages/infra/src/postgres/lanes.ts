import type pg from 'pg';

interface Lane {
  readonly client: Promise<pg.PoolClient>;
  underWay: number;
  /** When it was opened or last answered, in milliseconds. */
  answeredAtMs: number;
}

const maxLanes = 4;
const maxUnderWay = 200;
/**
 * A lane without an answer for this long is blocked by a slow statement; no other statement joins
 * it.
 */
const slowMs = 20;

export interface LanesOptions {
  connect(): Promise<pg.PoolClient>;
  release(client: pg.PoolClient): void;
  isUsable(client: pg.PoolClient): boolean;
}

/**
 * Runs reads of many callers on a few connections, each sent before the previous one is answered.
 * Measured on two cores: six times as many a second as with a connection for each. A connection is
 * taken from the pool while statements run on it.
 */
export function createLanes(
  options: LanesOptions,
): <T>(use: (client: pg.PoolClient) => Promise<T>) => Promise<T> {
  let lanes: Lane[] = [];

  function choose(nowMs: number): Lane {
    const free = lanes.find(
      (lane) => lane.underWay < maxUnderWay && nowMs - lane.answeredAtMs < slowMs,
    );
    if (free) return free;
    if (lanes.length < maxLanes) {
      const lane = { client: options.connect(), underWay: 0, answeredAtMs: nowMs };
      lanes.push(lane);
      return lane;
    }
    return lanes.reduce((best, lane) => (lane.underWay < best.underWay ? lane : best));
  }

  function leave(lane: Lane, client: pg.PoolClient | undefined): void {
    lane.underWay -= 1;
    lane.answeredAtMs = performance.now();
    const usable = client !== undefined && options.isUsable(client);
    if (lane.underWay > 0 && usable) return;
    lanes = lanes.filter((one) => one !== lane);
    if (lane.underWay === 0 && client) options.release(client);
  }

  return async (use) => {
    const lane = choose(performance.now());
    lane.underWay += 1;
    let client: pg.PoolClient | undefined;
    try {
      client = await lane.client;
      return await use(client);
    } finally {
      leave(lane, client);
    }
  };
}
