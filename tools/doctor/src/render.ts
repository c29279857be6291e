import type { Finding } from './finding.js';

const marks = { right: 'ok   ', wrong: 'WRONG', unknown: '?    ' } as const;
const column = 13;

/** What a person reads. */
export function renderFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ outcome, check, says, mend }) => [
    `${marks[outcome]}  ${check.padEnd(column)} ${says}`,
    ...(mend === undefined ? [] : [`${' '.repeat(column + 8)}${mend}`]),
  ]);
  const count = findings.filter(({ outcome }) => outcome === 'wrong').length;
  const sum = count === 0 ? 'Nothing is wrong.' : `${count} to fix.`;
  return `${lines.join('\n')}\n\n${sum}\n`;
}
