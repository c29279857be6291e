import { audit } from './audit.js';
import { AuditError } from './books.js';
import { help } from './help.js';
import { openInstall } from './install.js';
import { openLines } from './lines.js';
import { type Options, readOptions, UsageError } from './options.js';
import { renderAudit } from './render.js';
import type { AuditReport } from './report.js';

const exitCodes = { clean: 0, found: 1, failed: 2, interrupted: 130 } as const;
/** npm and a terminal both pass the same Ctrl-C on; a later one is meant. */
const sameSignalMs = 1_000;
/** What takes less is not worth a word. */
const quietMs = 2_000;

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
    const report = await run(options);
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : renderAudit(report),
    );
    return report.clean ? exitCodes.clean : exitCodes.found;
  } catch (error) {
    if (leaving.signal.aborted) {
      console.error('Stopped.');
      return exitCodes.interrupted;
    }
    const expected = error instanceof UsageError || error instanceof AuditError;
    console.error(expected ? error.message : error);
    if (error instanceof UsageError) console.error('See ./onsale audit --help');
    return exitCodes.failed;
  }
}

async function run(options: Options): Promise<AuditReport> {
  const { signal } = leaving;
  const { acknowledged, eventId, patienceMs } = options;
  const lines = acknowledged === undefined ? undefined : await openLines(acknowledged);
  const progress = createProgress();
  try {
    const { tell } = progress;
    const install = await openInstall(options, process.env, { tell, signal });
    try {
      return await audit({
        urls: install.urls,
        atRest: install.atRest,
        ...(lines ? { acknowledged: lines } : {}),
        ...(eventId === undefined ? {} : { eventId }),
        ...(patienceMs === undefined ? {} : { patienceMs }),
        tell,
        signal,
      });
    } finally {
      await install.close();
    }
  } finally {
    progress.end();
  }
}

/** Tells the steps on standard error, once it has taken a while. */
function createProgress() {
  let current: string | undefined;
  let isLong = false;
  const say = () => {
    if (current !== undefined) console.error(`${current} …`);
  };
  const timer = setTimeout(() => {
    isLong = true;
    say();
  }, quietMs);
  return {
    tell(step: string): void {
      current = step;
      if (isLong) say();
    },
    end: () => clearTimeout(timer),
  };
}
