import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AuditError } from '@onsale/audit';
import { Interrupted, RehearsalError } from './failure.js';
import { help } from './help.js';
import { root } from './install.js';
import { type Options, readOptions, UsageError } from './options.js';
import { perform } from './perform.js';
import { makePlan, type Plan } from './plan.js';
import { isClean } from './sentences.js';
import { renderSummary } from './summary.js';

const exitCodes = { clean: 0, found: 1, failed: 2, interrupted: 130 } as const;
/** npm and a terminal both pass the same Ctrl-C on; a later one is meant. */
const sameSignalMs = 1_000;

const leaving = new AbortController();
let toldAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const again = toldAt !== undefined && performance.now() - toldAt > sameSignalMs;
    if (again) process.exit(exitCodes.interrupted);
    toldAt ??= performance.now();
    leaving.abort();
  });
}
process.exit(await main(process.argv.slice(2)));

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      process.stdout.write(help);
      return exitCodes.clean;
    }
    const plans = options.scenes.map((scene) => makePlan(scene, options.wishes));
    const outcomes: string[] = [];
    let clean = true;
    for (const plan of plans) {
      const isGood = await show(plan, options);
      outcomes.push(`${isGood ? '✓' : '✗'} ${plan.scene}`);
      clean &&= isGood;
    }
    if (plans.length > 1) console.log(outcomes.join('\n'));
    return clean ? exitCodes.clean : exitCodes.found;
  } catch (error) {
    if (error instanceof Interrupted || leaving.signal.aborted) {
      console.error('Stopped.');
      return exitCodes.interrupted;
    }
    const expected =
      [UsageError, RehearsalError, AuditError].some((kind) => error instanceof kind) ||
      (error as NodeJS.ErrnoException).syscall !== undefined; // a full disk, say
    console.error(expected ? (error as Error).message : error);
    if (error instanceof UsageError) console.error('See ./onsale rehearse --help');
    return exitCodes.failed;
  }
}

/** Rehearses one scene and prints its outcome. @returns whether it was clean */
async function show(plan: Plan, options: Options): Promise<boolean> {
  const { url, keep, quiet, out } = options;
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder =
    out === undefined
      ? join(root, '.onsale', 'rehearsals', `${time}-${plan.scene}`)
      : resolve(out, ...(options.scenes.length > 1 ? [plan.scene] : []));
  const write = (line: string) => {
    if (!quiet) console.error(line);
  };
  const rehearsal = await perform({
    ...{ plan, keep, folder, environment: process.env, signal: leaving.signal },
    ...(url === undefined ? {} : { url }),
    say: (step) => write(`${step} …`),
    tell: write,
  }).catch(async (error: unknown) => {
    // No report, so nothing to keep; of a rush that was over, what was acknowledged is.
    const isOver = error instanceof AuditError;
    if (out === undefined && !isOver) await rm(folder, { recursive: true, force: true });
    throw error;
  });
  console.log(`\n${renderSummary(rehearsal)}\n\nReport: ${join(folder, 'report.html')}\n`);
  return isClean(rehearsal);
}
