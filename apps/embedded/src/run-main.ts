/** A terminal and npm each pass the same Ctrl-C on; a later one is a second press. */
const sameSignalMs = 1_000;

interface Running {
  stop(): Promise<void>;
}

/**
 * The work of a `main.ts`: starts the product, prints how to reach it, and stops it on a signal,
 * even in the middle of the start; a second signal stops it at once.
 * @param options `stopLimitMs`: how long a stop may take before it is forced; `force`: forces it
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
    // Failures caused by the stop are not worth a message.
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
    // The start script's handlers exit at once. Ours come first, or a signal could be lost.
    const earlier = process.rawListeners(signal);
    process.on(signal, () => void end());
    for (const listener of earlier) process.off(signal, listener as () => void);
  }
}
