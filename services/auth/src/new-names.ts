import type { ServiceContext } from '@onsale/runtime';
import { listRenamed } from './store.js';

const dayMs = 86_400_000;
const everyMs = 5_000;
/** Beyond this many, browsers keep the old name until their session ends. */
const most = 100_000;

/** New names of accounts for which tokens with the old name may still be in use. */
export interface NewNames {
  of(accountId: string): string | undefined;
  set(accountId: string, name: string): void;
  /** Learns what other processes have changed. */
  readonly task: { readonly name: string; readonly everyMs: number; run(): Promise<void> };
}

/** @param sessionDays how long a token lives */
export function createNewNames(
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  sessionDays: number,
): NewNames {
  let names = new Map<string, string>();
  let changes = 0;
  return {
    of: (accountId) => names.get(accountId),
    set(accountId, name) {
      names.set(accountId, name);
      changes += 1;
    },
    task: {
      name: 'new-names',
      everyMs,
      async run() {
        const since = new Date(clock.now().getTime() - sessionDays * dayMs);
        const before = changes;
        const renamed = await listRenamed(database, since, most);
        // A change made here during the query may be missing from it; the next run has it.
        if (changes !== before) return;
        names = new Map(renamed.map(({ id, name }) => [id, name]));
      },
    },
  };
}
