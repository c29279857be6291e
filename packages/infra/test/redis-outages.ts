import type { TestRedis } from '@onsale/testing';

interface Outage {
  begin(redis: TestRedis): Promise<unknown>;
  end(redis: TestRedis): Promise<unknown>;
}

/** The ways in which Redis can be unusable, and how each ends. */
export const outages = {
  dead: {
    begin: (redis) => redis.kill(),
    end: (redis) => redis.restart({ keepData: false }),
  },
  silent: {
    begin: async (redis) => redis.pause(),
    end: async (redis) => redis.resume(),
  },
  full: {
    begin: (redis) => redis.send('CONFIG', 'SET', 'maxmemory', '1'),
    end: (redis) => redis.send('CONFIG', 'SET', 'maxmemory', '0'),
  },
} as const satisfies Record<string, Outage>;

export const outageNames = Object.keys(outages) as (keyof typeof outages)[];
