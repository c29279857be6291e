/**
 * Keeps the screen on until `signal` aborts, at a gate or while a ticket is shown. The browser
 * releases the lock when the page is left, so the return requests it again. Where there is no lock,
 * only comfort is lost.
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
      // Only comfort is lost.
    }
  }
  document.addEventListener('visibilitychange', () => void ask(), { signal });
  signal.addEventListener('abort', () => void lock?.release());
  void ask();
}
