import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from './report.js';

/** Something that looks wrong, and may only be in transit between two services. */
export interface Doubt {
  /** What to check again, for example an order's id. */
  readonly key: string;
  /** Names this doubt among those of its key; the same doubt has the same name at each check. */
  readonly kind: string;
  readonly check: Check;
  /** The sentence of the finding if the doubt remains. */
  readonly text: string;
  readonly ids: readonly string[];
}

export interface DoubtsOptions {
  /** A difference that lasts this long is a finding, in ms. */
  readonly patienceMs: number;
  /** Checks these keys again. @returns everything that looks wrong with them now */
  look(keys: readonly string[]): Promise<Doubt[]>;
  readonly signal?: AbortSignal | undefined;
}

/** Beyond it the collected doubts are settled before more are taken, so memory stays bounded. */
const maxKeys = 50_000;
const lookedAtOnce = 1_000;
const firstPauseMs = 50;
const longestPauseMs = 1_000;

/**
 * Collects doubts and settles them: checks each key repeatedly until the doubt is gone or the
 * patience runs out. Only a doubt that remained at every check becomes a finding.
 */
export class Doubts {
  #kinds = new Map<string, Set<string>>();

  constructor(private readonly options: DoubtsOptions) {}

  async add(key: string, kind: string): Promise<void> {
    const kinds = this.#kinds.get(key);
    if (kinds) kinds.add(kind);
    else this.#kinds.set(key, new Set([kind]));
    if (this.#kinds.size >= maxKeys) await this.settle();
  }

  async settle(): Promise<void> {
    const { patienceMs, signal } = this.options;
    const deadline = performance.now() + patienceMs;
    let open = this.#kinds;
    this.#kinds = new Map();
    for (
      let pauseMs = firstPauseMs;
      open.size > 0;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    ) {
      const isLast = performance.now() >= deadline;
      open = await this.#lookAgain(open, isLast);
      if (isLast) return;
      const leftMs = deadline - performance.now();
      if (open.size > 0) await pause(Math.max(0, Math.min(pauseMs, leftMs)), undefined, { signal });
    }
  }

  async #lookAgain(
    open: ReadonlyMap<string, ReadonlySet<string>>,
    isLast: boolean,
  ): Promise<Map<string, Set<string>>> {
    const keys = [...open.keys()];
    const standing = new Map<string, Set<string>>();
    for (let at = 0; at < keys.length; at += lookedAtOnce) {
      for (const doubt of await this.options.look(keys.slice(at, at + lookedAtOnce))) {
        const { key, kind, check, text, ids } = doubt;
        // One that began after the first check has not had its time yet: the next audit finds it.
        if (!open.get(key)?.has(kind)) continue;
        if (isLast) check.find(text, ids);
        else standing.set(key, (standing.get(key) ?? new Set()).add(kind));
      }
    }
    return standing;
  }
}
