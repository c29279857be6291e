import { writeFile } from 'node:fs/promises';
import { exitCodes, runTool } from '@onsale/cli';
import { catchUp } from './catch-up.js';
import { chaos } from './chaos.js';
import { failover } from './failover.js';
import { help } from './help.js';
import { instances } from './instances.js';
import { type Options, readOptions } from './options.js';
import { isGood, type Outcome, renderOutcome } from './outcome.js';
import { startOwnCluster } from './own-cluster.js';
import { type SceneName, scenes } from './scenes.js';
import type { Stage } from './stage.js';
import { update } from './update.js';

const plays: Readonly<Record<SceneName, (stage: Stage, options: Options) => Promise<Outcome>>> = {
  ...{ chaos, update, 'catch-up': catchUp, failover, instances },
};

await runTool({
  ...{ name: 'drill', help, readOptions },
  async run(options, signal) {
    const { scene, seed, json, keep, quiet } = options;
    const at = new Date();
    const write = (line: string) => {
      if (!quiet) console.error(line);
    };
    const { holdSeconds, web, cuttable, pair } = scenes[scene];
    const { stage, end } = await startOwnCluster({
      ...{ name: `drill-${at.toISOString().slice(0, 19).replaceAll(':', '-')}-${process.pid}` },
      ...{ holdSeconds, web, cuttable, signal, tell: write },
      say: (step) => write(`${step} …`),
      ...(pair ? { pair: { synchronous: !options.asynchronous } } : {}),
    });
    try {
      const outcome = await plays[scene](stage, options);
      console.log(`\n${renderOutcome(outcome)}\n`);
      if (json !== undefined) {
        const all = { scene, seed, at, good: isGood(outcome), ...outcome };
        await writeFile(json, `${JSON.stringify(all, null, 2)}\n`);
      }
      return isGood(outcome) ? exitCodes.good : exitCodes.found;
    } finally {
      await end({ keep });
    }
  },
});
