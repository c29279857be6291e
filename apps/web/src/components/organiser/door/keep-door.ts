import type { KeepDoor } from '../../../lib/kept-caches';

/**
 * Keeps the page of a door for use without the network, where the browser can: as last loaded, with
 * its files.
 * @param path of the page: the worker serves no other
 * @param signal ends the watch for files that are loaded later
 */
export async function keepDoor(path: string, signal: AbortSignal): Promise<void> {
  // In development, changed files keep their names.
  if (!navigator.serviceWorker || process.env.NODE_ENV !== 'production') return;
  try {
    const { active, installing, waiting } = await navigator.serviceWorker.register(
      '/door-worker.js',
      { scope: path },
    );
    const keeper = active ?? waiting ?? installing;
    if (signal.aborted) return;
    const watch = new PerformanceObserver((list) => {
      const files = list
        .getEntries()
        .map(({ name }) => name)
        .filter((name) => name.startsWith(`${location.origin}/_next/static/`));
      const order: KeepDoor = { keepDoor: path, files };
      if (files.length > 0) keeper?.postMessage(order);
    });
    watch.observe({ type: 'resource', buffered: true });
    signal.addEventListener('abort', () => watch.disconnect());
  } catch {
    // Without a worker the page still works online.
  }
}
