import { ToolError } from '@onsale/cli';
import { checkCaching, checkCompression, checkHeaders } from './answers.js';
import { askAt, type Way } from './ask.js';
import { type Finding, wrong } from './finding.js';
import { checkClosed, checkInside } from './operator.js';
import {
  checkCertificate,
  checkClockAndTime,
  checkName,
  checkRedirect,
  checkStream,
  checkVersion,
  type Site,
} from './outside.js';
import { checkPassage, checkWrites } from './writes.js';

interface Patient extends Way {
  readonly url: URL;
  /** Where the same host answers without TLS; undefined: not known. */
  readonly httpPort?: number;
  readonly token?: string;
}

/**
 * Checks an install from outside. It changes nothing and signs nobody in.
 * @throws ToolError when nothing answers at all
 */
export async function diagnose(patient: Patient): Promise<readonly Finding[]> {
  const { url, httpPort, token } = patient;
  const site: Site = {
    ...{ url, ask: askAt(url, patient) },
    ...(httpPort === undefined
      ? {}
      : { askPlain: askAt(new URL(`http://${url.hostname}:${httpPort}`), patient) }),
  };
  const name = await checkName(site).catch((error: Error) => {
    throw new ToolError(`${url.origin} gives no answer (${error.message}).`);
  });
  const certificate = await checkCertificate(site);
  if (name.outcome === 'wrong') return [name, certificate];
  const checks: readonly [string, () => Promise<Finding | Finding[]>][] = [
    ['redirect', () => checkRedirect(site)],
    ['writes', () => checkWrites(site)],
    ['methods', () => checkPassage(site)],
    ['caching', () => checkCaching(site)],
    ['headers', () => checkHeaders(site)],
    ['compression', () => checkCompression(site)],
    ['live stock', () => checkStream(site)],
    ['clock', () => checkClockAndTime(site)],
    ['version', () => checkVersion(site)],
    ['operations', () => checkClosed(site)],
    ['inside', () => checkInside(site, token)],
  ];
  const findings: Finding[] = [name, certificate];
  for (const [check, run] of checks) {
    const found = await run().catch((error: Error) =>
      wrong(
        check,
        `It could not be checked: ${error.message}.`,
        'Try again; then look at the log.',
      ),
    );
    findings.push(...[found].flat());
  }
  return findings;
}
