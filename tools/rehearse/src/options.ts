import { parseOptions, readNumber, readSiteUrl, UsageError } from '@onsale/cli';
import { type KubernetesPlace, kubernetesOptions, readKubernetes } from '@onsale/install';
import { type Pattern, type SceneName, sceneNames, type Way, ways } from './scenes.js';

/** The options that shape a scene, as far as they were given. */
export interface SceneOptions {
  /** `programs` unless it is said. */
  readonly as?: Way;
  /** How long a person with a browser waits for a page, seconds. */
  readonly patience?: number;
  readonly buyers?: number;
  readonly tickets?: number;
  readonly ticketTypes?: number;
  /** The ticket types sell the same places. */
  readonly sharedPlaces?: boolean;
  readonly pattern?: Pattern;
  readonly rate?: number;
  readonly seconds?: number;
  readonly abandon?: number;
  readonly payLate?: number;
  readonly retry?: number;
  readonly doubleClick?: number;
  readonly holdSeconds?: number;
  readonly seed?: number;
}

export interface Options {
  readonly scenes: readonly SceneName[];
  /** The URL of a running install; without it, one is started. */
  readonly url?: string;
  /** The cluster where the stores of that install are. */
  readonly kubernetes?: KubernetesPlace;
  /** File of certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  readonly keep: boolean;
  readonly quiet: boolean;
  readonly out?: string;
  readonly sceneOptions: SceneOptions;
}

/** Bounds, inclusive. */
const bounds = {
  buyers: [1, 500_000],
  tickets: [1, 1_000_000],
  'ticket-types': [1, 5],
  rate: [1, 20_000],
  seconds: [1, 3_600],
  abandon: [0, 100],
  'pay-late': [0, 100],
  retry: [0, 100],
  'double-click': [0, 100],
  'hold-seconds': [2, 3_600],
  seed: [0, 4_294_967_295],
} as const satisfies Record<string, readonly [number, number]>;
type NumberName = keyof typeof bounds;

const patterns: readonly Pattern[] = ['stampede', 'ramp', 'constant'];

/**
 * Reads the command line.
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [name = 'stampede', ...more] = positionals;
  if (more.length > 0) throw new UsageError(`One scene at a time, or "all"; not also ${more[0]}.`);
  if (name !== 'all' && !sceneNames.includes(name as SceneName)) {
    throw new UsageError(
      `There is no scene "${name}". There are: ${sceneNames.join(', ')}, and "all".`,
    );
  }
  const url = values.url === undefined ? undefined : readSiteUrl(values.url);
  if (values.ca !== undefined && !url?.startsWith('https:')) {
    throw new UsageError('--ca is for an install at an https:// address: give it with --url.');
  }
  const kubernetes = readKubernetes(values);
  if (kubernetes && url === undefined) {
    throw new UsageError('--kubernetes is for a running install: give its address with --url.');
  }
  const sceneOptions = readSceneOptions(values);
  refuseForWay(sceneOptions);
  if (url !== undefined) refuseForUrl(name, values);
  const chosen = name === 'all' ? sceneNames : [name as SceneName];
  return {
    // A rehearsal never kills a running install.
    scenes: url === undefined ? chosen : chosen.filter((one) => one !== 'crash'),
    ...(url === undefined ? {} : { url }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(values.ca === undefined ? {} : { ca: values.ca }),
    keep: values.keep ?? false,
    quiet: values.quiet ?? false,
    ...(values.out === undefined ? {} : { out: values.out }),
    sceneOptions,
  };
}

type Values = Partial<
  Record<
    NumberName | 'url' | 'kubernetes' | 'context' | 'ca' | 'as' | 'patience' | 'pattern' | 'out',
    string
  >
> &
  Partial<Record<'shared-places' | 'keep' | 'quiet' | 'help', boolean>>;

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  const numbers = Object.keys(bounds).map((name) => [name, { type: 'string' }] as const);
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...(Object.fromEntries(numbers) as Record<NumberName, { type: 'string' }>),
      url: { type: 'string' },
      ...kubernetesOptions,
      ca: { type: 'string' },
      as: { type: 'string' },
      patience: { type: 'string' },
      pattern: { type: 'string' },
      out: { type: 'string' },
      'shared-places': { type: 'boolean' },
      keep: { type: 'boolean' },
      quiet: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function readSceneOptions(values: Values): SceneOptions {
  const number = (name: NumberName) => readNumber(name, values[name], bounds[name]);
  const pattern = values.pattern as Pattern | undefined;
  if (pattern !== undefined && !patterns.includes(pattern)) {
    throw new UsageError(`--pattern is one of ${patterns.join(', ')}, not "${pattern}".`);
  }
  const as = (values.as ?? 'browsers') as Way;
  if (!ways.includes(as)) {
    throw new UsageError(`--as is one of ${ways.join(', ')}, not "${as}".`);
  }
  const sceneOptions = {
    as,
    patience: readPatience(values.patience),
    buyers: number('buyers'),
    tickets: number('tickets'),
    ticketTypes: number('ticket-types'),
    sharedPlaces: values['shared-places'],
    pattern,
    rate: number('rate'),
    seconds: number('seconds'),
    abandon: number('abandon'),
    payLate: number('pay-late'),
    retry: number('retry'),
    doubleClick: number('double-click'),
    holdSeconds: number('hold-seconds'),
    seed: number('seed'),
  };
  return Object.fromEntries(
    Object.entries(sceneOptions).filter(([, value]) => value !== undefined),
  );
}

const longestPatience = 120;

/** Seconds, with or without their unit: `10s`. */
function readPatience(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(/^(\d{1,3})s?$/.exec(text)?.[1] ?? Number.NaN);
  if (seconds >= 1 && seconds <= longestPatience) return seconds;
  throw new UsageError(
    `--patience takes seconds from 1 to ${longestPatience}, like 10s, not "${text}".`,
  );
}

function refuseForWay({ as, patience, doubleClick }: SceneOptions): void {
  if (as === 'browsers' && doubleClick !== undefined) {
    throw new UsageError(
      'A page takes one click, so --double-click is for programs: add --as programs.',
    );
  }
  if (as === 'programs' && patience !== undefined) {
    throw new UsageError('Programs ask for no pages: --patience is for --as browsers.');
  }
}

function refuseForUrl(scene: string, values: Values): void {
  if (scene === 'crash') {
    throw new UsageError(
      'The scene crash kills processes, so it runs on an install of its own. Leave out --url.',
    );
  }
  if (values['hold-seconds'] !== undefined) {
    throw new UsageError(
      '--hold-seconds is for an install of its own; a running one has its ONSALE_HOLD_SECONDS.',
    );
  }
  if (values.keep) throw new UsageError('--keep is for an install of its own. Leave out --url.');
}
