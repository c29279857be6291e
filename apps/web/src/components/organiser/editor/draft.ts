/** What was typed into a form and not saved, kept in this browser until it is. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  /** What the form was rendered with, so that it still notices what others change. */
  readonly seen: string | undefined;
  readonly typedAtMs: number;
}

/** Longer than a long night; after that nobody remembers having typed it. */
const keptMs = 7 * 86_400_000;
const prefix = 'onsale.draft.';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @returns undefined when there is none, or none that can be read */
export function readDraft(storage: Storage, key: string, nowMs: number): Draft | undefined {
  try {
    const draft: Draft | null = JSON.parse(storage.getItem(prefix + key) ?? 'null');
    const isOne = typeof draft?.values === 'object' && typeof draft.typedAtMs === 'number';
    return isOne && nowMs - draft.typedAtMs < keptMs ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Best effort: a browser that keeps nothing, or is full, keeps the form open all the same. */
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

/** Whether it says anything that the form does not show already. */
export const differsFrom = ({ values }: Draft, shown: Readonly<Record<string, string>>): boolean =>
  Object.entries(values).some(([name, value]) => value !== (shown[name] ?? ''));
