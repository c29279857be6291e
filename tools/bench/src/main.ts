import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, runTool } from '@onsale/cli';
import { sampleBusy, waitUntilIdle } from './busy.js';
import { BusyMachine } from './failure.js';
import { help } from './help.js';
import { root } from './machine.js';
import { type Options, readOptions } from './options.js';
import { renderReport } from './report-page.js';
import type { Result } from './result.js';
import { run } from './run.js';
import { renderResult } from './table.js';

const busyCode = 3;

await runTool({
  ...{ name: 'bench', help, readOptions },
  async run(options, signal) {
    const result = await measure(options, signal);
    const path = await save(result);
    console.log(`\n${renderResult(result)}\n\nReport: ${path}.html`);
    return result.violations.length > 0 ? exitCodes.found : exitCodes.good;
  },
  exitCodeOf: (error) => (error instanceof BusyMachine ? busyCode : undefined),
});

function measure(options: Options, signal: AbortSignal): Promise<Result> {
  const startedMs = performance.now();
  const tell = (line: string) => {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    if (!signal.aborted) console.error(`${String(seconds).padStart(5)} s  ${line}`);
  };
  const takesAnyMachine = options.mode === 'quick' || options.anyway;
  const beforeRound = async () => {
    if (!takesAnyMachine) await waitUntilIdle(() => sampleBusy(signal), tell);
  };
  return run(options, { beforeRound, tell, signal });
}

/** @returns where it is, without the extension */
async function save(result: Result): Promise<string> {
  const folder = join(root, '.onsale', 'bench');
  const path = join(folder, result.at.slice(0, 19).replaceAll(':', '-'));
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.json`, `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(`${path}.html`, renderReport(result));
  return path;
}
