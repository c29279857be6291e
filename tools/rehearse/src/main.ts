import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AuditError } from '@onsale/audit';
import { exitCodes, runTool } from '@onsale/cli';
import { root } from '@onsale/install';
import { help } from './help.js';
import { type Options, readOptions } from './options.js';
import { perform } from './perform.js';
import { makePlan, type Plan } from './plan.js';
import { isClean } from './sentences.js';
import { renderSummary } from './summary.js';

await runTool({
  ...{ name: 'rehearse', help, readOptions },
  async run(options, signal) {
    const plans = options.scenes.map((scene) => makePlan(scene, options.sceneOptions));
    const outcomes: string[] = [];
    let clean = true;
    for (const plan of plans) {
      const isGood = await show(plan, options, signal);
      outcomes.push(`${isGood ? '✓' : '✗'} ${plan.scene}`);
      clean &&= isGood;
    }
    if (plans.length > 1) console.log(outcomes.join('\n'));
    return clean ? exitCodes.good : exitCodes.found;
  },
});

/** Rehearses one scene and prints its outcome. @returns whether it was clean */
async function show(plan: Plan, options: Options, signal: AbortSignal): Promise<boolean> {
  const { url, kubernetes, ca, keep, quiet, out } = options;
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder =
    out === undefined
      ? join(root, '.onsale', 'rehearsals', `${time}-${plan.scene}`)
      : resolve(out, ...(options.scenes.length > 1 ? [plan.scene] : []));
  const write = (line: string) => {
    if (!quiet) console.error(line);
  };
  const rehearsal = await perform({
    ...{ plan, keep, folder, environment: process.env, signal },
    ...(url === undefined ? {} : { url }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(ca === undefined ? {} : { ca }),
    say: (step) => write(`${step} …`),
    tell: write,
  }).catch(async (error: unknown) => {
    // Without a report there is nothing to keep, except the acknowledged orders of a finished rush.
    const isOver = error instanceof AuditError;
    if (out === undefined && !isOver) await rm(folder, { recursive: true, force: true });
    throw error;
  });
  console.log(`\n${renderSummary(rehearsal)}\n\nReport: ${join(folder, 'report.html')}\n`);
  return isClean(rehearsal);
}
