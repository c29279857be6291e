import { formatNumber } from '@onsale/report';
import { type Part, parts, type Use } from './processes.js';

/** What limited a rush, from measured shares of the processor and from where buyers waited. */
export interface Load {
  readonly uses: readonly Use[];
  /** That this machine has. */
  readonly cores: number;
  readonly renderers: number;
  /** Share of the time in which the loop of the generator had work, 0 to 1. */
  readonly generatorBusy: number;
  /** How long buyers waited in all, ms. */
  readonly waitedMs: Readonly<Record<'page' | 'hold' | 'pay' | 'tickets', number>>;
}

const windowMs = 5_000;
/** One thread cannot use more of its core when others want some too. */
const fullThread = 0.85;
const fullMachine = 0.08;
const names: Readonly<Record<Part, string>> = {
  generator: 'the generator',
  main: 'the main process of the install',
  renderers: 'its renderers',
  postgres: 'PostgreSQL',
  others: 'everything else on this machine',
};

/** The busiest five seconds, or what there is of them, as one. */
export function busiest(uses: readonly Use[]): Use | undefined {
  let best: Use | undefined;
  for (let first = 0; first < uses.length; first++) {
    const some: Use[] = [];
    for (let at = first; at < uses.length; at++) {
      const use = uses[at] as Use;
      if (some.length > 0 && use.toMs - (some[0] as Use).fromMs > windowMs) break;
      some.push(use);
    }
    const whole = average(some);
    if (!best || whole.idle < best.idle) best = whole;
    if (some.at(-1) === uses.at(-1)) break; // what follows is only shorter
  }
  return best;
}

function average(uses: readonly Use[]): Use {
  const [first, last] = [uses[0] as Use, uses.at(-1) as Use];
  const totalMs = last.toMs - first.fromMs;
  const mean = (of: (use: Use) => number) =>
    uses.reduce((sum, use) => sum + of(use) * (use.toMs - use.fromMs), 0) / totalMs;
  const known = parts.filter((part) => uses.some(({ cores }) => cores[part] !== undefined));
  return {
    ...{ fromMs: first.fromMs, toMs: last.toMs },
    cores: Object.fromEntries(known.map((part) => [part, mean(({ cores }) => cores[part] ?? 0)])),
    ...(uses.some(({ busiestRenderer }) => busiestRenderer !== undefined)
      ? { busiestRenderer: mean((use) => use.busiestRenderer ?? 0) }
      : {}),
    idle: mean(({ idle }) => idle),
  };
}

/** Names what limited the rush, in sentences for a person. */
export function describeBottleneck(load: Load): string {
  const use = busiest(load.uses);
  const waits = describeWaits(load.waitedMs);
  if (!use) {
    const own = load.generatorBusy > fullThread ? 'The bottleneck was the generator itself. ' : '';
    return `${own}Who used the processor is not known: this system does not say. ${waits}`.trim();
  }
  return `${verdictOf(load, use)} ${describeUse(load, use)} ${waits}`.trim();
}

function verdictOf({ cores, generatorBusy, renderers }: Load, use: Use): string {
  const { generator = 0, main, others = 0 } = use.cores;
  const isFull = use.idle / cores < fullMachine;
  if (main !== undefined && main >= fullThread) {
    return 'The bottleneck was the main process of the install: it had work all the time, and uses one core.';
  }
  if (renderers > 0 && (use.busiestRenderer ?? 0) >= fullThread && !isFull) {
    return 'The bottleneck was rendering: pages were made again all the time.';
  }
  if (generator >= fullThread || (generatorBusy > fullThread && !isFull)) {
    return 'The bottleneck was the generator, not the install: it had work all the time. Send the crowd from another machine, or a smaller one.';
  }
  if (isFull) {
    const known = parts.filter((part) => use.cores[part] !== undefined);
    const most = known.reduce((a, b) => ((use.cores[a] ?? 0) >= (use.cores[b] ?? 0) ? a : b));
    const shared =
      main !== undefined && generator + others > 0.25 * cores
        ? ' An install that has the machine for itself has room for more.'
        : '';
    return `The bottleneck was the processor of this machine: ${coreWord(cores)} had nothing left, and most of it went to ${names[most]}.${shared}`;
  }
  if (main === undefined) {
    return 'Where the install runs its load cannot be seen from here; the generator had time to spare.';
  }
  return 'Nothing was at its limit: the install had time to spare.';
}

const coreWord = (cores: number) => (cores === 1 ? 'its core' : `its ${cores} cores`);

function describeUse({ cores }: Load, use: Use): string {
  const percent = (value: number) => formatNumber((100 * value) / cores, 0);
  const shares = parts.flatMap((part) => {
    const value = use.cores[part];
    return value === undefined ? [] : [`${names[part]} ${percent(value)} %`];
  });
  const seconds = formatNumber((use.toMs - use.fromMs) / 1000, 0);
  return `In the busiest ${seconds} s, of ${coreWord(cores)}: ${shares.join(', ')}; ${percent(use.idle)} % were idle.`;
}

const waitedFor = {
  page: 'pages',
  hold: 'answers to holds',
  pay: 'answers to payments',
  tickets: 'tickets after paying',
} as const;

function describeWaits(waitedMs: Load['waitedMs']): string {
  const all = Object.values(waitedMs).reduce((sum, ms) => sum + ms, 0);
  if (all === 0) return '';
  const shares = Object.entries(waitedFor)
    .map(([name, what]) => ({ what, share: waitedMs[name as keyof typeof waitedFor] / all }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ what, share }) => `${formatNumber(100 * share, 0)} % for ${what}`);
  return `Of the time that buyers waited: ${shares.join(', ')}.`;
}
