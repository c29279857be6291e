import { announce } from './announce.js';
import { type Onsale, startOnsale } from './start.js';

/** PostgreSQL alone may take 25 s until it is stopped by force. */
const stopLimitMs = 45_000;
/** A terminal and npm both pass the same Ctrl-C on; a later one is meant. */
const sameSignalMs = 1_000;

const leaving = new AbortController();
const starting = startOnsale(process.env, {
  progress: (step) => console.log(`  ${step} …`),
  signal: leaving.signal,
});
endOnSignal(starting);

try {
  const onsale = await starting;
  if (!leaving.signal.aborted) console.log(announce(onsale, performance.now() / 1000));
} catch (error) {
  // What fails because we are leaving is not worth a word.
  if (!leaving.signal.aborted) {
    console.error(`Onsale cannot start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

/** Ends cleanly, also when told to in the middle of the start; at once when told twice. */
function endOnSignal(onsale: Promise<Onsale>): void {
  let toldAt: number | undefined;
  const end = async () => {
    if (toldAt !== undefined) {
      if (performance.now() - toldAt < sameSignalMs) return;
      console.error('Ended at once. The next start recovers what was under way.');
      process.exit(1);
    }
    toldAt = performance.now();
    console.log('\nStopping …');
    leaving.abort();
    setTimeout(() => {
      console.error(`Onsale did not stop within ${stopLimitMs / 1000} s, so it ends at once.`);
      process.exit(1);
    }, stopLimitMs);
    try {
      await (await onsale.catch(() => undefined))?.stop();
      process.exit(0);
    } catch (error) {
      console.error(`Onsale did not stop cleanly: ${error}`);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The start script's leave at once. Never none: a signal that is on its way would be lost.
    const earlier = process.rawListeners(signal);
    process.on(signal, () => void end());
    for (const listener of earlier) process.off(signal, listener as () => void);
  }
}
