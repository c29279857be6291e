import { serviceNames } from '@onsale/install';
import type { AuditReport, CheckResult } from './report.js';

const restNote = 'Onsale is not running: the audit did not wait, and it skipped overdue holds.';
const restHint =
  'Some may be work that was in progress when Onsale stopped. Start it and audit again: what remains is wrong.';

const noBusNote =
  'The bus was not checked, so it is unknown whether every subscription has caught up. For a cluster, set ONSALE_NATS_URL and ONSALE_NATS_PASSWORD.';

/** The report as a table and sentences, for a terminal. */
export function renderAudit(report: AuditReport): string {
  const { checks, databases, bus, at, seconds, clean } = report;
  const missing = serviceNames.filter((name) => !databases.includes(name));
  const read = [...databases, ...(bus === 'nats' ? ['NATS'] : [])].join(', ');
  const lines = [
    `Audit of ${at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}, ${seconds.toFixed(1)} s, read ${read}`,
    ...(report.atRest ? [restNote] : []),
    ...(missing.length > 0 ? [`Skipped, with their checks: ${missing.join(', ')}`] : []),
    ...(bus === null ? [noBusNote] : []),
    '',
    ...table(checks),
    '',
    ...checks.flatMap(sentences),
    clean ? 'The books agree.' : `${countFindings(checks)}. What each means: docs/audit.md`,
    ...(report.atRest && !clean ? [restHint] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function countFindings(checks: readonly CheckResult[]): string {
  const found = checks.reduce((sum, check) => sum + check.found, 0);
  return `${found.toLocaleString('en')} ${found === 1 ? 'finding' : 'findings'}`;
}

function table(checks: readonly CheckResult[]): string[] {
  const rows = checks.map(({ check, rule, looked, found }) => [
    found === 0 ? 'ok' : 'WRONG',
    check,
    looked.toLocaleString('en'),
    found.toLocaleString('en'),
    rule,
  ]);
  const header = ['', 'check', 'looked at', 'found', 'what must hold'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 2 || column === 3
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function sentences({ check, found, findings }: CheckResult): string[] {
  if (found === 0) return [];
  const more = found - findings.length;
  return [
    `${check}: ${found.toLocaleString('en')} found`,
    ...findings.map(({ text }) => `  - ${text}`),
    ...(more > 0 ? [`  - and ${more.toLocaleString('en')} more`] : []),
    '',
  ];
}
