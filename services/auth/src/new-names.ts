import type { ServiceContext } from '@onsale/runtime';
import { listRenamed } from './store.js';

const dayMs = 86_400_000;
const everyMs = 5_000;
/** Beyond that browsers say the old name until their session ends. */
const most = 100_000;

/** Names that changed while tokens with the old one may be about, by account. */
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
        // What changed here during the reading may be missing from it; the next one has it.
        if (changes !== before) return;
        names = new Map(renamed.map(({ id, name }) => [id, name]));
      },
    },
  };
}
