export const ways = ['browsers', 'programs'] as const;
/** How buyers reach the install. */
export type Way = (typeof ways)[number];
export type Pattern = 'stampede' | 'ramp' | 'constant';
export type SceneName = 'sustain' | 'stampede' | 'recirculate' | 'crash';

interface Crowd {
  /** Only of a stampede; the others have a rate. */
  readonly buyers?: number;
  /** Arrivals a second; of a ramp, at its end. */
  readonly rate?: number;
}

/** The defaults of a scene. */
export interface Scene {
  readonly what: string;
  readonly pattern: Pattern;
  /** Sizes that a two-core laptop finishes in a few minutes. */
  readonly crowd: Readonly<Record<Way, Crowd>>;
  /** How long buyers arrive. */
  readonly seconds: number;
  /** Without it, there are enough for everyone. */
  readonly tickets?: number;
  readonly holdSeconds: number;
  readonly abandonPercent: number;
  readonly payLatePercent: number;
  /** Buyers try again until every ticket is paid. */
  readonly untilSoldOut: boolean;
  /** Processes are killed during the rush. */
  readonly crash: boolean;
}

export const scenes: Readonly<Record<SceneName, Scene>> = {
  sustain: {
    what: 'buyers arrive at a constant rate, and there are enough tickets',
    pattern: 'constant',
    crowd: { browsers: { rate: 50 }, programs: { rate: 500 } },
    seconds: 30,
    holdSeconds: 60,
    abandonPercent: 10,
    payLatePercent: 1,
    untilSoldOut: false,
    crash: false,
  },
  stampede: {
    what: 'everyone comes at the opening, for far too few tickets',
    pattern: 'stampede',
    crowd: { browsers: { buyers: 3_000 }, programs: { buyers: 20_000 } },
    seconds: 6,
    tickets: 1_000,
    holdSeconds: 60,
    abandonPercent: 10,
    payLatePercent: 1,
    untilSoldOut: false,
    crash: false,
  },
  recirculate: {
    what: 'many abandon, holds are short, and buyers try again until every ticket is paid',
    pattern: 'stampede',
    crowd: { browsers: { buyers: 1_000 }, programs: { buyers: 2_000 } },
    seconds: 6,
    tickets: 1_000,
    holdSeconds: 6,
    abandonPercent: 40,
    payLatePercent: 2,
    untilSoldOut: true,
    crash: false,
  },
  crash: {
    what: 'the service and PostgreSQL are killed (kill -9) in mid-rush, and started again',
    pattern: 'constant',
    crowd: { browsers: { rate: 50 }, programs: { rate: 200 } },
    seconds: 30,
    holdSeconds: 15,
    abandonPercent: 10,
    payLatePercent: 1,
    untilSoldOut: false,
    crash: true,
  },
};

export const sceneNames = Object.keys(scenes) as SceneName[];
