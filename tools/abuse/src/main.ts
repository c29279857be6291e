import { audit, renderAudit } from '@onsale/audit';
import { exitCodes, runTool, ToolError } from '@onsale/cli';
import { startOwnInstall } from '@onsale/rehearse';
import { type AbuseReport, abuse } from './abuse.js';
import { help } from './help.js';
import { type Options, readOptions } from './options.js';
import { renderReport } from './render.js';
import { settings } from './settings.js';

const holdSeconds = 20;
/** How long to wait until the last holds have ended, with all that follows. */
const patienceMs = 60_000;

await runTool({
  ...{ name: 'abuse', help },
  readOptions: (args) => readOptions(args, Date.now() % 2 ** 32),
  async run(options, signal) {
    console.error(`Seed ${options.seed}`);
    return options.url === undefined
      ? onOwnInstall(options, signal)
      : tell(await run(options, options.url, process.env.ONSALE_OPERATOR_TOKEN, signal));
  },
});

async function run(
  { seed, requests, seconds }: Options,
  url: string,
  operatorToken: string | undefined,
  signal: AbortSignal,
): Promise<AbuseReport> {
  const bounds = { seed, requests, seconds };
  const report = await abuse({ url, operatorToken, ...bounds, signal, tell: console.error });
  if (signal.aborted) throw new ToolError('Stopped.');
  return report;
}

function tell(report: AbuseReport): number {
  process.stdout.write(renderReport(report));
  return report.faults.length === 0 ? exitCodes.good : exitCodes.found;
}

async function onOwnInstall(options: Options, signal: AbortSignal): Promise<number> {
  console.error('Starting an install of its own …');
  const name = `abuse-${process.pid}`;
  const install = await startOwnInstall(name, { holdSeconds, as: 'programs' }, signal, settings);
  try {
    const { url, operatorToken } = install;
    const code = tell(await run(options, url, operatorToken, signal));
    if (install.ended.aborted) throw new ToolError(String(install.ended.reason));
    const urls = await install.databases();
    if (!urls) throw new ToolError('The databases of the install are gone.');
    const books = await audit({ urls, patienceMs, tell: console.error, signal });
    process.stdout.write(renderAudit(books));
    return books.clean ? code : exitCodes.found;
  } finally {
    await install.stop();
    await install.remove();
  }
}
