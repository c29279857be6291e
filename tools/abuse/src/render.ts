import type { AbuseReport } from './abuse.js';

/** The report for a terminal. */
export function renderReport({ seed, requests, faults, answers }: AbuseReport): string {
  const rows = [...answers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([operation, counts]) => {
      const shown = [...counts].sort(([a], [b]) => a - b).map(([status, n]) => `${status}×${n}`);
      return `  ${operation.padEnd(24)} ${shown.join(' ')}`;
    });
  const found = faults.map(
    ({ what, operation, times, example }) =>
      `${operation} ${what} (${times} times)\n  by ${example.by}, ${example.how}\n  ${example.request}\n  → ${example.reply}`,
  );
  return [
    `${requests} requests, seed ${seed}.`,
    ...['What each operation answered, and how often (0: no status):', ...rows],
    found.length === 0 ? 'Every answer was as documented.' : `${found.length} kinds of faults:`,
    ...found,
    '',
  ].join('\n');
}
