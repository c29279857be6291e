/// <reference lib="webworker" />
import { apiCache, isKeepOrder, type KeptNews, pageCache } from './offline-words';

// Runs beside the pages of tickets, so that they open without the network as they were last seen.
const worker = self as unknown as ServiceWorkerGlobalScope;

/** A network that answers later than this is no network at the door. */
const patienceMs = 4_000;
const mostAnswers = 200;
/** All pages of one ticket are the same bytes. */
const ticketPage = /^\/tickets\/[0-9a-f-]{36}$/;
const files = /^\/(?:_onsale|_next\/static)\//;
const named = /"(\/(?:_onsale|_next\/static)\/[^"]+)"/g;
const answers = /^\/api\/(?:tickets(?:\/|$)|users\/currentuser$)/;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const { pathname } = url;
  if (request.mode === 'navigate') {
    if (pathname !== '/tickets' && !ticketPage.test(pathname)) return;
    event.respondWith(freshOr(pageCache, pageKey(pathname), request, undefined));
  } else if (files.test(pathname)) {
    event.respondWith(keptOr(request));
  } else if (answers.test(pathname) && !/\.ics$|\/pdf$/.test(pathname)) {
    event.respondWith(freshOr(apiCache, url.href, request, event.clientId));
  }
});

/** The pages ask that these tickets be there later, each with its code. */
worker.addEventListener('message', (event) => {
  if (!isKeepOrder(event.data)) return;
  event.waitUntil(keep(event.data.keepTickets).catch(() => undefined));
});

const pageKey = (pathname: string) => (pathname === '/tickets' ? pathname : '/tickets/one');

async function keep(ids: readonly string[]): Promise<void> {
  const [api, pages] = [await caches.open(apiCache), await caches.open(pageCache)];
  for (const id of ids) {
    for (const path of [`/api/tickets/${id}`, `/api/tickets/${id}/qr.svg`]) {
      const key = new URL(path, location.origin).href;
      if (!(await api.match(key))) await store(api, key, await fetch(path));
    }
    await keepPage(pages, `/tickets/${id}`);
  }
  await keepPage(pages, '/tickets');
}

/** A page's shell, and the files that it names. */
async function keepPage(pages: Cache, path: string): Promise<void> {
  const key = pageKey(path);
  if (await pages.match(key)) return;
  const page = await fetch(path);
  const html = await page.clone().text();
  await store(pages, key, page);
  for (const [, file = ''] of html.matchAll(named)) {
    const { href } = new URL(file, location.origin);
    if (!(await pages.match(href))) await store(pages, href, await fetch(href));
  }
}

/** The network's answer; without one the last, with its age for the page. */
async function freshOr(
  name: string,
  key: string,
  request: Request,
  clientId: string | undefined,
): Promise<Response> {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    // Signed out: nothing of theirs stays on this device.
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

/** Names change with content: what is there is right. */
async function keptOr(request: Request): Promise<Response> {
  const cache = await caches.open(pageCache);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  await store(cache, request.url, answer.clone());
  return answer;
}

async function store(cache: Cache, key: string, answer: Response): Promise<void> {
  if (answer.status !== 200) return;
  await cache.put(key, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - mostAnswers))) await cache.delete(old);
}
