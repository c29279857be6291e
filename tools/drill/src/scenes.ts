/** The defaults of a scene. */
export interface Scene {
  readonly what: string;
  /** How long buyers arrive; for `update` at most, for `instances` per measurement. */
  readonly seconds: number;
  /** Buyers a second; 0: as fast as they are answered. */
  readonly rate: number;
  readonly holdSeconds: number;
  /** With the pages. */
  readonly web: boolean;
  /** Services are cut from the bus. */
  readonly cuttable: boolean;
  /** On a primary and a standby instead of one PostgreSQL. */
  readonly pair: boolean;
}

export const scenes = {
  chaos: {
    what: 'everything is killed, paused or cut off in turn, at random, in mid-rush',
    seconds: 120,
    rate: 60,
    holdSeconds: 15,
    web: true,
    cuttable: true,
    pair: false,
  },
  update: {
    what: 'a rolling update of every service and of the pages in mid-rush',
    seconds: 600,
    rate: 25,
    holdSeconds: 15,
    web: true,
    cuttable: false,
    pair: false,
  },
  'catch-up': {
    what: 'a service is down, messages come twice and out of order, and it catches up',
    seconds: 60,
    rate: 10,
    holdSeconds: 150,
    web: false,
    cuttable: false,
    pair: false,
  },
  failover: {
    what: 'the primary of PostgreSQL is lost with a NATS server and Redis, a standby promoted, and the former primary brought back',
    seconds: 60,
    rate: 40,
    holdSeconds: 15,
    web: true,
    cuttable: false,
    pair: true,
  },
  instances: {
    what: 'holds a second with one instance of orders, and with two',
    seconds: 10,
    rate: 0,
    holdSeconds: 900,
    web: false,
    cuttable: false,
    pair: false,
  },
} as const satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as SceneName[];
