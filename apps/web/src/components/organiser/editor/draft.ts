/** The unsaved input of a form, kept in this browser until it is saved. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  /** The values with which the form was rendered: it still notices what others change. */
  readonly seen: string | undefined;
  readonly typedAtMs: number;
}

/** After a week nobody remembers having typed it. */
const keptMs = 7 * 86_400_000;
const prefix = 'onsale.draft.';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @returns undefined without a readable draft */
export function readDraft(storage: Storage, key: string, nowMs: number): Draft | undefined {
  try {
    const draft: Draft | null = JSON.parse(storage.getItem(prefix + key) ?? 'null');
    const isOne = typeof draft?.values === 'object' && typeof draft.typedAtMs === 'number';
    return isOne && nowMs - draft.typedAtMs < keptMs ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Best effort: the form works even where the browser stores nothing or is full. */
export function keepDraft(storage: Storage, key: string, draft: Draft): void {
  try {
    storage.setItem(prefix + key, JSON.stringify(draft));
  } catch {}
}

export function forgetDraft(storage: Storage, key: string): void {
  try {
    storage.removeItem(prefix + key);
  } catch {}
}

/** Forgets every draft of this browser: its writer signs out. */
export function forgetDrafts(storage: globalThis.Storage): void {
  try {
    for (const name of Object.keys(storage)) {
      if (name.startsWith(prefix)) storage.removeItem(name);
    }
  } catch {}
}

/** Whether the draft differs from what the form already shows. */
export const differsFrom = ({ values }: Draft, shown: Readonly<Record<string, string>>): boolean =>
  Object.entries(values).some(([name, value]) => value !== (shown[name] ?? ''));
