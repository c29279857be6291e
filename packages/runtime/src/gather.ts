/** Collects changes to pass them on together. */
export interface Gathering {
  add(changes: Iterable<string>): void;
  /** Drops changes that were not passed on yet. */
  stop(): void;
}

/** Passes changes on `ms` after the first one, each change once: in a rush there are many. */
export function gather(ms: number, pass: (changes: string[]) => void): Gathering {
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  return {
    add(changes) {
      if (isStopped) return;
      for (const change of changes) gathered.add(change);
      timer ??= setTimeout(() => {
        timer = undefined;
        const all = [...gathered];
        gathered.clear();
        pass(all);
      }, ms);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
