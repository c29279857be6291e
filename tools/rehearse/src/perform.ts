import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@onsale/infra';
import type { KubernetesPlace } from '@onsale/install';
import { RehearsalError } from './failure.js';
import { findInstall } from './install.js';
import { toJson } from './json.js';
import { findInKubernetes } from './kubernetes-install.js';
import { type OwnInstall, ownInstallName, startOwnInstall } from './own-install.js';
import type { Plan } from './plan.js';
import { type Rehearsal, rehearse } from './rehearse.js';
import { renderReport } from './report-page.js';

export interface Performance {
  readonly plan: Plan;
  /** The URL of a running install; without it, one is started, and deleted at the end. */
  readonly url?: string;
  /** Where the stores of that install are, when they are there. */
  readonly kubernetes?: KubernetesPlace;
  /** File of certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Keeps the temporary install. */
  readonly keep: boolean;
  /** For the reports; made when missing. */
  readonly folder: string;
  /** How long work in transit may take before it is a finding, in ms; 30 s by default. */
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
  readonly say: (step: string) => void;
  readonly tell: (line: string) => void;
}

/** On a busy machine messages are in transit for a while. */
const usualPatienceMs = 30_000;

/**
 * Rehearses one scene and writes report.html, report.json and acknowledged.txt.
 * @throws RehearsalError, AuditError, Interrupted: it could not be done, and nothing is left running
 */
export async function perform(performance: Performance): Promise<Rehearsal> {
  const { url, ca, environment, folder } = performance;
  await makeFolder(folder).catch((error: Error) => {
    throw new RehearsalError(
      `The reports cannot be written: ${error.message}. Give another folder with --out.`,
    );
  });
  const { kubernetes, plan, keep, signal, say } = performance;
  if (url !== undefined && kubernetes) {
    const caFile = ca === undefined ? {} : { caFile: ca };
    const telling = { tell: say, signal, ...caFile };
    const { install, close } = await findInKubernetes(kubernetes, url, environment, telling);
    return record(performance, { install, own: undefined }).finally(close);
  }
  if (url !== undefined) {
    return record(performance, {
      install: await findInstall(url, environment, ca),
      own: undefined,
    });
  }
  say('Starting an install of its own');
  const own = await startOwnInstall(ownInstallName(new Date()), plan, signal);
  try {
    return await record(performance, { install: own, own });
  } finally {
    say('Stopping the install');
    await own.stop();
    if (keep) say(`Kept: ${own.dataFolder}. Look at it: ONSALE_DATA=${own.dataFolder} npm start`);
    else await own.remove();
  }
}

async function record(
  { plan, folder, patienceMs = usualPatienceMs, signal, say, tell }: Performance,
  stage: { install: Parameters<typeof rehearse>[0]['install']; own: OwnInstall | undefined },
): Promise<Rehearsal> {
  const rehearsal = await rehearse({ ...stage, plan, folder, patienceMs, signal, say, tell });
  await writeFile(join(folder, 'report.html'), renderReport(rehearsal));
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(toJson(rehearsal), null, 2)}\n`);
  return rehearsal;
}
