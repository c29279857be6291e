import { writeFile } from 'node:fs/promises';
import { exitCodes, runTool } from '@onsale/cli';
import { catchUp } from './catch-up.js';
import { chaos } from './chaos.js';
import { failover } from './failover.js';
import { help } from './help.js';
import { instances } from './instances.js';
import { openKubernetesStage } from './kubernetes/open.js';
import { kubernetesRoller } from './kubernetes/roll.js';
import { kubernetesTarget } from './kubernetes/target.js';
import { type KubernetesOptions, type Options, readOptions } from './options.js';
import { isGood, type Outcome, renderOutcome } from './outcome.js';
import { startOwnCluster } from './own-cluster.js';
import { ownRoller } from './own-roll.js';
import { ownTarget } from './own-target.js';
import { type SceneName, scenes } from './scenes.js';
import type { OwnStage } from './stage.js';
import { update } from './update.js';

const plays: Readonly<Record<SceneName, (stage: OwnStage, options: Options) => Promise<Outcome>>> =
  {
    chaos: (stage, options) => chaos(stage, ownTarget(stage.cluster, stage.ackWaitMs), options),
    update: async (stage, options) => update(stage, await ownRoller(stage, options), options),
    ...{ 'catch-up': catchUp, failover, instances },
  };

/** Options for opening either kind of stage. */
interface Opening {
  /** Name of its folder in `.onsale`. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly say: (step: string) => void;
  readonly tell: (line: string) => void;
}

await runTool({
  ...{ name: 'drill', help, readOptions },
  async run(options, signal) {
    const { scene, seed, json, quiet } = options;
    const at = new Date();
    const tell = (line: string) => {
      if (!quiet) console.error(line);
    };
    const opening = {
      name: `${at.toISOString().slice(0, 19).replaceAll(':', '-')}-${process.pid}`,
      ...{ signal, tell, say: (step: string) => tell(`${step} …`) },
    };
    const show = async (outcome: Outcome): Promise<number> => {
      console.log(`\n${renderOutcome(outcome)}\n`);
      if (json !== undefined) {
        const all = { scene, seed, at, good: isGood(outcome), ...outcome };
        await writeFile(json, `${JSON.stringify(all, null, 2)}\n`);
      }
      return isGood(outcome) ? exitCodes.good : exitCodes.found;
    };
    return options.kubernetes
      ? await inKubernetes(options.kubernetes, options, opening, show)
      : await onOwnCluster(options, opening, show);
  },
});

async function onOwnCluster<T>(
  options: Options,
  { name, ...telling }: Opening,
  show: (outcome: Outcome) => Promise<T>,
): Promise<T> {
  const { holdSeconds, web, cuttable, pair } = scenes[options.scene];
  const { stage, end } = await startOwnCluster({
    ...{ name: `drill-${name}`, holdSeconds, web, cuttable, ...telling },
    ...(pair ? { pair: { synchronous: !options.asynchronous } } : {}),
  });
  try {
    return await show(await plays[options.scene](stage, options));
  } finally {
    await end({ keep: options.keep });
  }
}

async function inKubernetes<T>(
  where: KubernetesOptions,
  options: Options,
  opening: Opening,
  show: (outcome: Outcome) => Promise<T>,
): Promise<T> {
  const environment = process.env;
  const { stage, kubectl, close } = await openKubernetesStage({
    ...{ ...where, ...opening, environment },
  });
  try {
    return await show(
      options.scene === 'chaos'
        ? await chaos(stage, await kubernetesTarget(kubectl), options)
        : await update(stage, await kubernetesRoller(kubectl, stage, options.to), options),
    );
  } finally {
    await close();
  }
}
