import { exitCodes, runTool } from '@onsale/cli';
import { openInstall } from '@onsale/install';
import { audit } from './audit.js';
import { help } from './help.js';
import { openLines } from './lines.js';
import { type Options, readOptions } from './options.js';
import { renderAudit } from './render.js';
import type { AuditReport } from './report.js';

/** Shorter audits report no progress. */
const quietMs = 2_000;

await runTool({
  ...{ name: 'audit', help, readOptions },
  async run(options, signal) {
    const report = await run(options, signal);
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : renderAudit(report),
    );
    return report.clean ? exitCodes.good : exitCodes.found;
  },
});

async function run(options: Options, signal: AbortSignal): Promise<AuditReport> {
  const { acknowledged, eventId, patienceMs } = options;
  const lines = acknowledged === undefined ? undefined : await openLines(acknowledged);
  const progress = createProgress();
  try {
    const { tell } = progress;
    const install = await openInstall(options, process.env, { access: 'read', tell, signal });
    try {
      return await audit({
        urls: install.urls,
        nats: install.nats,
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

/** Reports the steps on standard error, once the audit has taken a while. */
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
