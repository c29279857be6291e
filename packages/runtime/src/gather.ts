/** Collects what changed, to pass it on together. */
export interface Gathering {
  add(changes: Iterable<string>): void;
  /** What has not been passed on by then never is. */
  stop(): void;
}

/** Passes changes on, each once, `ms` after the first of them: in a rush there are many a moment. */
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
