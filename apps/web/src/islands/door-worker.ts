/// <reference lib="webworker" />
import { doorCache, type KeepDoor } from '../lib/kept-caches';
import { keepFiles, keepPage, keptOr, store } from './worker-cache';

// Runs beside the page of a door, and brings the scanner back on a reload without the network.
const worker = self as unknown as ServiceWorkerGlobalScope;

/** At the door, a network that answers later than this counts as none. */
const patienceMs = 4_000;
const doorPage = /^\/organiser\/events\/[0-9a-f-]{36}\/door$/;
const files = /^\/_next\/static\//;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && doorPage.test(pathname)) {
    event.respondWith(freshOrKept(pathname, request));
  } else if (files.test(pathname)) {
    event.respondWith(caches.open(doorCache).then((cache) => keptOr(cache, request)));
  }
});

worker.addEventListener('message', (event) => {
  const order = event.data as Partial<KeepDoor> | null;
  if (typeof order?.keepDoor !== 'string' || !Array.isArray(order.files)) return;
  // A missing file is kept on the next visit.
  event.waitUntil(keep(order as KeepDoor).catch(() => undefined));
});

async function keep({ keepDoor, files }: KeepDoor): Promise<void> {
  const cache = await caches.open(doorCache);
  await keepFiles(cache, files);
  await keepPage(cache, keepDoor, keepDoor);
}

/** The network's answer, or else the page as it was last seen. */
async function freshOrKept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(doorCache);
  const kept = await cache.match(path);
  try {
    // With nothing kept, the network may take its time.
    const limit = kept ? { signal: AbortSignal.timeout(patienceMs) } : {};
    const answer = await fetch(request, limit);
    // The redirect leads to signing in: nothing of the last account stays on this device.
    if (answer.type === 'opaqueredirect') await caches.delete(doorCache);
    else if (answer.status < 500) await store(cache, path, answer.clone());
    else if (kept) return await marked(kept);
    return answer;
  } catch (error) {
    if (kept) return marked(kept);
    throw error;
  }
}

/** Marks the page itself as kept, with its age: it cannot receive a message yet. */
async function marked(kept: Response): Promise<Response> {
  const headers = new Headers(kept.headers);
  const at = Date.parse(headers.get('date') ?? '');
  const since = Number.isNaN(at) ? '' : new Date(at).toISOString();
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  const html = (await kept.text()).replace('<html', `<html data-kept-at="${since}"`);
  return new Response(html, { headers });
}
