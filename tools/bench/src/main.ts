import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditError } from '@onsale/audit';
import { sampleBusy, waitUntilIdle } from './busy.js';
import { BenchError, BusyMachine, UsageError } from './failure.js';
import { help } from './help.js';
import { root } from './machine.js';
import { type Options, readOptions } from './options.js';
import { renderReport } from './report-page.js';
import type { Result } from './result.js';
import { run } from './run.js';
import { renderResult } from './table.js';

const exitCodes = { measured: 0, void: 1, failed: 2, busy: 3, interrupted: 130 } as const;
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
      return exitCodes.measured;
    }
    const result = await measure(options);
    const path = await save(result);
    console.log(`\n${renderResult(result)}\n\nReport: ${path}.html`);
    return result.violations.length > 0 ? exitCodes.void : exitCodes.measured;
  } catch (error) {
    if (leaving.signal.aborted) {
      console.error('Stopped.');
      return exitCodes.interrupted;
    }
    const expected = error instanceof BenchError || error instanceof AuditError;
    console.error(expected ? error.message : error);
    if (error instanceof UsageError) console.error('See ./onsale bench --help');
    return error instanceof BusyMachine ? exitCodes.busy : exitCodes.failed;
  }
}

function measure(options: Options): Promise<Result> {
  const { signal } = leaving;
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
