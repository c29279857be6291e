import type { Republished } from './republish.js';

const number = (value: number) => value.toLocaleString('en');
const count = (value: number, one: string) => `${number(value)} ${value === 1 ? one : `${one}s`}`;
const shown = (time: Date) => time.toISOString().replace('T', ' ').slice(0, 19);

/** What was found in one outbox, or done with it. */
export function sentenceOf({ service, found, marked }: Republished, dryRun: boolean): string {
  const { rows, messages = 0, first, last } = found;
  if (!first || !last) return `${service}: nothing was published in that time.`;
  if (!dryRun) return `${service}: ${count(marked, 'row')} will be published again.`;
  return `${service}: ${count(rows, 'row')} with ${count(messages, 'message')}, written from ${shown(first.at)} to ${shown(last.at)} UTC.`;
}

/** What happens next. */
export function outlook(results: readonly Republished[], dryRun: boolean, atRest: boolean): string {
  if (dryRun) return 'Nothing was changed. Without --dry-run these would be published again.';
  if (results.every(({ marked }) => marked === 0)) return 'There is nothing to do.';
  return atRest
    ? 'Onsale does not run here: it publishes them when it starts.'
    : 'The running services publish them now, oldest first, alongside the sale; `onsale_outbox_waiting_batches` says how many are left. Services that do not run publish theirs when they start.';
}
