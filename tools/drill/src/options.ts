import { parseOptions, readNumber, readSiteUrl, UsageError } from '@onsale/cli';
import { type KubernetesPlace, kubernetesOptions, readKubernetes } from '@onsale/install';
import { type SceneName, sceneNames, scenes } from './scenes.js';

export interface Options {
  readonly scene: SceneName;
  readonly seed: number;
  readonly seconds: number;
  /** Buyers a second. */
  readonly rate: number;
  /** With `catch-up`: messages that wait. */
  readonly messages: number;
  /** With `instances`: measurements of each kind. */
  readonly rounds: number;
  /** With `update`: the checkout that is rolled out; in Kubernetes, the tag of the images. */
  readonly to?: string;
  /** With `failover`: commits do not wait for the standby. */
  readonly asynchronous: boolean;
  /** Where it is done instead of to a cluster of its own. */
  readonly kubernetes?: KubernetesOptions;
  /** File for the outcome. */
  readonly json?: string;
  readonly keep: boolean;
  readonly quiet: boolean;
}

export interface KubernetesOptions {
  readonly place: KubernetesPlace;
  /** Where buyers find the site. */
  readonly url: string;
  /** File of certificates (PEM) that are trusted beside the usual ones. */
  readonly caFile?: string;
}

/** Bounds, inclusive. */
const bounds = {
  seed: [0, 4_294_967_295],
  seconds: [5, 3_600],
  rate: [1, 2_000],
  messages: [100, 1_000_000],
  rounds: [1, 20],
} as const satisfies Record<string, readonly [number, number]>;
type NumberName = keyof typeof bounds;

/** Options of a single scene. */
const only: Readonly<Record<string, SceneName>> = {
  messages: 'catch-up',
  rounds: 'instances',
  to: 'update',
  asynchronous: 'failover',
};

/**
 * Reads the command line.
 * @returns 'help' when that was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string' },
      rate: { type: 'string' },
      messages: { type: 'string' },
      rounds: { type: 'string' },
      to: { type: 'string' },
      asynchronous: { type: 'boolean' },
      ...kubernetesOptions,
      url: { type: 'string' },
      ca: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean' },
      quiet: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const scene = readScene(positionals);
  for (const [name, whose] of Object.entries(only)) {
    if (values[name as keyof typeof values] !== undefined && whose !== scene) {
      throw new UsageError(`--${name} is for the scene ${whose}.`);
    }
  }
  if (scene === 'instances' && values.rate !== undefined) {
    throw new UsageError('--rate is not for instances: it sends as fast as it is answered.');
  }
  const kubernetes = readPlace(scene, values);
  const number = (name: NumberName) => readNumber(name, values[name], bounds[name]);
  const { to, json } = values;
  return {
    scene,
    seed: number('seed') ?? Math.floor(Math.random() * 2 ** 32),
    seconds: number('seconds') ?? scenes[scene].seconds,
    rate: number('rate') ?? scenes[scene].rate,
    messages: number('messages') ?? 100_000,
    rounds: number('rounds') ?? 3,
    ...(to === undefined ? {} : { to }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(json === undefined ? {} : { json }),
    asynchronous: values.asynchronous ?? false,
    keep: values.keep ?? false,
    quiet: values.quiet ?? false,
  };
}

function readScene([name, ...others]: readonly string[]): SceneName {
  const known = `There are: ${sceneNames.join(', ')}`;
  if (name === undefined) throw new UsageError(`Name a scene. ${known}.`);
  if (others.length > 0) throw new UsageError('One scene at a time.');
  const scene = sceneNames.find((one) => one === name);
  if (!scene) throw new UsageError(`There is no scene "${name}". ${known}.`);
  return scene;
}

/** The tag of an image. */
const tag = /^\w[\w.-]{0,127}$/;

function readPlace(
  scene: SceneName,
  values: Readonly<
    Partial<Record<'kubernetes' | 'context' | 'url' | 'ca' | 'to', string>> & { keep?: boolean }
  >,
): KubernetesOptions | undefined {
  const { url, ca, to, keep } = values;
  const place = readKubernetes(values);
  if (!place) {
    if (url === undefined && ca === undefined) return undefined;
    throw new UsageError('--url and --ca are for --kubernetes NAMESPACE.');
  }
  if (scene !== 'chaos' && scene !== 'update') {
    throw new UsageError(`${scene} needs a cluster of its own. Leave out --kubernetes.`);
  }
  if (url === undefined) {
    throw new UsageError('--kubernetes needs the address of the site, where buyers come: --url.');
  }
  if (keep) throw new UsageError('--keep is for a cluster of its own. Leave out --kubernetes.');
  if (to !== undefined && !tag.test(to)) {
    throw new UsageError(`With --kubernetes, --to takes the tag of the images, not "${to}".`);
  }
  return { place, url: readSiteUrl(url), ...(ca === undefined ? {} : { caFile: ca }) };
}
