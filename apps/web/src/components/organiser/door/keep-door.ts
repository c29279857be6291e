import type { KeepDoor } from '../../../lib/kept-caches';

/**
 * Has the page of a door open without the network from now on, where the browser can: as it was
 * when it was last loaded, with the files that it loads.
 * @param path of the page: the worker serves it and no other
 * @param signal ends the watch for files that are loaded later
 */
export async function keepDoor(path: string, signal: AbortSignal): Promise<void> {
  // In development files keep their names when they change.
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
    // Without it the page works as it did.
  }
}
