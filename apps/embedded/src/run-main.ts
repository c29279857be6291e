/** A terminal and npm both pass the same Ctrl-C on; a later one is meant. */
const sameSignalMs = 1_000;

interface Running {
  stop(): Promise<void>;
}

/**
 * What a `main.ts` does: starts the product, says how to reach it, and stops it when told to, also
 * in the middle of the start; at once when told twice.
 * @param options `stopLimitMs`: after that it ends by force; `force`: what is done then
 */
export async function runMain<R extends Running>(
  start: (told: { progress(step: string): void; signal: AbortSignal }) => Promise<R>,
  options: {
    announce(running: R, seconds: number): string | Promise<string>;
    stopLimitMs: number;
    force?(): void;
  },
): Promise<void> {
  const leaving = new AbortController();
  const starting = start({
    progress: (step) => console.log(`  ${step} …`),
    signal: leaving.signal,
  });
  endOnSignal(starting, leaving, options);
  try {
    const running = await starting;
    if (!leaving.signal.aborted) {
      console.log(await options.announce(running, performance.now() / 1000));
    }
  } catch (error) {
    // What fails because we are leaving is not worth a word.
    if (!leaving.signal.aborted) {
      console.error(
        `Onsale cannot start: ${error instanceof Error ? error.message : String(error)}`,
      );
      process.exit(1);
    }
  }
}

function endOnSignal(
  starting: Promise<Running>,
  leaving: AbortController,
  { stopLimitMs, force = () => undefined }: { stopLimitMs: number; force?(): void },
): void {
  let toldAt: number | undefined;
  const endByForce = (why: string) => {
    console.error(why);
    force();
    process.exit(1);
  };
  const end = async () => {
    if (toldAt !== undefined) {
      if (performance.now() - toldAt < sameSignalMs) return;
      endByForce('Ended at once. The next start recovers what was under way.');
    }
    toldAt = performance.now();
    console.log('\nStopping …');
    leaving.abort();
    setTimeout(() => {
      endByForce(`Onsale did not stop within ${stopLimitMs / 1000} s, so it ends at once.`);
    }, stopLimitMs);
    try {
      await (await starting.catch(() => undefined))?.stop();
      process.exit(0);
    } catch (error) {
      endByForce(`Onsale did not stop cleanly: ${error}`);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The start script's leave at once. Never none: a signal that is on its way would be lost.
    const earlier = process.rawListeners(signal);
    process.on(signal, () => void end());
    for (const listener of earlier) process.off(signal, listener as () => void);
  }
}
