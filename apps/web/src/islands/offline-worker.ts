/// <reference lib="webworker" />
import { apiCache, pageCache } from '../lib/kept-caches';
import { isKeepOrder, type KeptNews } from './offline-words';
import { keepPage, keptOr, store } from './worker-cache';

// Runs beside the tickets pages, and opens them without the network as they were last seen.
const worker = self as unknown as ServiceWorkerGlobalScope;

/** At the door, a network that answers later than this counts as none. */
const patienceMs = 4_000;
/** The pages of all tickets have the same bytes. */
const ticketPage = /^\/tickets\/[0-9a-f-]{36}$/;
const files = /^\/(?:_onsale|_next\/static)\//;
const answers = /^\/api\/(?:tickets(?:\/|$)|users\/currentuser$)/;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  // A request that waits for news takes no old answer, and has more patience.
  if (request.headers.has('prefer')) return;
  const { pathname } = url;
  if (request.mode === 'navigate') {
    if (pathname !== '/tickets' && !ticketPage.test(pathname)) return;
    event.respondWith(freshOr(pageCache, pageKey(pathname), request, undefined));
  } else if (files.test(pathname)) {
    event.respondWith(caches.open(pageCache).then((cache) => keptOr(cache, request)));
  } else if (answers.test(pathname) && !/\.ics$|\/pdf$/.test(pathname)) {
    event.respondWith(freshOr(apiCache, url.href, request, event.clientId));
  }
});

/** The pages ask to keep these tickets. */
worker.addEventListener('message', (event) => {
  if (!isKeepOrder(event.data)) return;
  event.waitUntil(keep(event.data.keepTickets).catch(() => undefined));
});

const pageKey = (pathname: string) => (pathname === '/tickets' ? pathname : '/tickets/one');

async function keep(ids: readonly string[]): Promise<void> {
  const [api, pages] = [await caches.open(apiCache), await caches.open(pageCache)];
  for (const id of ids) {
    const answer = `/api/tickets/${id}`;
    const key = new URL(answer, location.origin).href;
    if (!(await api.match(key))) await store(api, key, await fetch(answer));
    const path = `/tickets/${id}`;
    await keepPage(pages, pageKey(path), path);
  }
  await keepPage(pages, pageKey('/tickets'), '/tickets');
}

/** The network's answer, or else the last one, with its age for the page. */
async function freshOr(
  name: string,
  key: string,
  request: Request,
  clientId: string | undefined,
): Promise<Response> {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    // Signed out: nothing of the account stays on this device.
    if (answer.status === 401) await caches.delete(apiCache);
    if (answer.status < 500) {
      await store(cache, key, answer.clone());
      return answer;
    }
    return (await last(cache, key, clientId)) ?? answer;
  } catch (error) {
    const kept = await last(cache, key, clientId);
    if (kept) return kept;
    throw error;
  }
}

async function last(cache: Cache, key: string, clientId: string | undefined) {
  const kept = await cache.match(key);
  if (kept && clientId !== undefined) {
    const news: KeptNews = { keptAt: kept.headers.get('date') ?? '' };
    (await worker.clients.get(clientId))?.postMessage(news);
  }
  return kept;
}
