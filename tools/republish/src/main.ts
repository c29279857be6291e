import { exitCodes, runTool, ToolError } from '@onsale/cli';
import { type Install, openInstall, serviceNames } from '@onsale/install';
import { outboxKeptDays } from '@onsale/runtime';
import { help } from './help.js';
import { type Options, readOptions } from './options.js';
import { openOutbox } from './outbox.js';
import { type Republished, republish } from './republish.js';
import { outlook, sentenceOf } from './sentences.js';

const toldEveryMs = 1_000;

await runTool({
  ...{ name: 'republish', help },
  readOptions: (args) => readOptions(args, new Date(), outboxKeptDays),
  async run(options, signal) {
    const install = await openInstall(options, process.env, {
      access: 'own',
      tell: (step) => console.error(`${step} …`),
      signal,
    });
    try {
      const results = await republishAll(options, install, signal);
      console.log(outlook(results, options.dryRun, install.atRest));
      return exitCodes.good;
    } finally {
      await install.close();
    }
  },
});

async function republishAll(
  options: Options,
  { urls }: Install,
  signal: AbortSignal,
): Promise<Republished[]> {
  const { service: wanted, dryRun } = options;
  const services = wanted ? [wanted] : serviceNames.filter((name) => urls[name]);
  if (services.length === 0) throw new ToolError('No database of a service is given.');
  const tell = createProgress();
  const results: Republished[] = [];
  for (const service of services) {
    const url = urls[service];
    if (!url) {
      throw new ToolError(
        `The database of ${service} is not among those in the environment: set ONSALE_${service.toUpperCase()}_DATABASE_URL.`,
      );
    }
    const outbox = openOutbox(service, url);
    try {
      const result = await republish(service, outbox, options, { dryRun, tell, signal });
      console.log(sentenceOf(result, dryRun));
      results.push(result);
    } finally {
      await outbox.close();
    }
  }
  const missing = wanted ? [] : serviceNames.filter((name) => !urls[name]);
  if (missing.length > 0) {
    console.log(`Skipped, because their databases were not given: ${missing.join(', ')}.`);
  }
  return results;
}

/** Reports its progress on standard error, once a second. */
function createProgress() {
  let toldMs = performance.now();
  return (service: string, marked: number, of: number) => {
    if (performance.now() - toldMs < toldEveryMs) return;
    toldMs = performance.now();
    console.error(`${service}: ${marked.toLocaleString('en')} of ${of.toLocaleString('en')} rows`);
  };
}
