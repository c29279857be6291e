import type { Approvals } from './approvals.js';
import type { Options } from './options.js';
import { renderList } from './words.js';

const mostListed = 1_000;

/**
 * Carries out the command.
 * @returns what was done, in lines for a person
 * @throws ToolError
 */
export async function answer(
  approvals: Approvals,
  { what, accountIds }: Pick<Options, 'what' | 'accountIds'>,
): Promise<string> {
  if (what === 'list') return renderList(await approvals.list(mostListed), mostListed);
  if (what === 'remove') {
    const removed = new Set(await approvals.remove(accountIds));
    return linesOf(accountIds, (id) =>
      removed.has(id) ? 'is not approved any more' : 'was not approved',
    );
  }
  await approvals.approve(accountIds);
  return linesOf(accountIds, () => 'is approved');
}

const linesOf = (accountIds: readonly string[], what: (id: string) => string) =>
  accountIds.map((id) => `${id} ${what(id)}.\n`).join('');
