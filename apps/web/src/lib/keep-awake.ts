/**
 * Keeps the screen on until `signal` aborts: a gate's phone, or one
 * that shows a ticket, must not fall asleep. The browser lets
 * go of it when the page is left, so it is asked for again on return. Where it cannot be had it is
 * only a comfort less.
 */
export function keepAwake(signal: AbortSignal): void {
  let lock: WakeLockSentinel | undefined;
  async function ask(): Promise<void> {
    if (signal.aborted || document.visibilityState !== 'visible') return;
    if (lock && !lock.released) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (signal.aborted) await lock.release();
    } catch {
      // As said above.
    }
  }
  document.addEventListener('visibilitychange', () => void ask(), { signal });
  signal.addEventListener('abort', () => void lock?.release());
  void ask();
}
