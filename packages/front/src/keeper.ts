import type { IncomingMessage, ServerResponse } from 'node:http';
import { inlineHashes } from './inline-hashes.js';
import { type KeptPage, keptPage } from './kept-page.js';
import { createNamedCopies, type NamedCopies } from './named-copies.js';
import { securityHeaders } from './policy.js';
import { createRenderQueue, TooManyWait } from './render-queue.js';
import type { SiteNames } from './site-names.js';

/** The answer of a renderer. */
export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface KeeperOptions {
  /** Requests one page from a renderer, anonymously. Rejects when it does not answer. */
  render(path: string): Promise<Rendered>;
  /** The text that the renderer writes in place of the address of the site. */
  readonly placeholder: string;
  /** Address of the site as the caller typed it: `https://tickets.example.org`. */
  originOf(request: IncomingMessage): string;
  readonly names: SiteNames;
  /** Answers when a page cannot be rendered and has no copy. */
  sendAway(response: ServerResponse): void;
  /** How many pages are rendered at once. */
  readonly atOnce: number;
  readonly maxBytes?: number;
  /** Receives the duration of each render in seconds, without the wait for its turn. */
  onRendered?(seconds: number): void;
  readonly log: { warn(fields: object, text: string): void };
}

/** The kept pages. */
export interface Keeper {
  /** Answers the request if it is for a kept page; false: another part has to answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * Announces what has changed: ids of events, `events` for the lists of events, and `stock:<id>`
   * for an event of which only the stock has changed.
   */
  changed(what: readonly string[]): void;
  /**
   * Whether `changed` is called for every change. Once it is again, any page may have changed
   * meanwhile.
   */
  hears(everything: boolean): void;
  counts(): KeeperCounts;
}

/** For `/metrics`. */
export interface KeeperCounts {
  readonly pages: number;
  readonly bytes: number;
  /** Requests for kept pages, by how they were answered: by a copy, by a new render, by neither. */
  readonly kept: number;
  readonly rendered: number;
  readonly away: number;
  /** Pages queued to be rendered. */
  readonly waiting: number;
  /** Renders refused because too many pages were queued. */
  readonly refused: number;
}

/**
 * The header with the number of seconds that a page stays up to date. Without it the page is not
 * kept.
 */
export const keepHeader = 'x-onsale-keep';

const stockPrefix = 'stock:';
const defaultMaxBytes = 64 * 1024 * 1024;
const mostAddresses = 10_000;
/** The age at which a page is rendered again, in case an announcement of a change was lost. */
const hearingMs = 10_000;
const deafMs = 1_000;
/** How long an outdated copy is still sent while the next one is rendered. */
const graceMs = 500;
/** A request just after a change waits this long for the new copy, then gets the old one. */
const patienceMs = 300;
/**
 * A page requested within this time is rendered as soon as it changes, others on the next request.
 */
const wantedMs = 10_000;
/** After a failed render, requests get the old copy for this long instead of waiting. */
const failedLatelyMs = 2_000;
/** The shortest time between two renders of a page that changes all the time. */
const betweenRendersMs = 250;

interface Entry {
  readonly page: KeptPage;
  copy: NamedCopies | undefined;
  freshUntilMs: number;
  renderedAtMs: number;
  /** When a render last failed. */
  failedAtMs: number;
  askedAtMs: number;
  rendering: Promise<Rendered | NamedCopies> | undefined;
  /** It changed while it was being rendered. */
  changedMeanwhile: boolean;
  /** Set just after a change; resolves when the new copy is ready, or after `patienceMs`. */
  settling: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

export function createKeeper(options: KeeperOptions): Keeper {
  const { originOf, names, placeholder, maxBytes = defaultMaxBytes, log } = options;
  const pages = new Map<string, KeptPage | undefined>();
  const entries = new Map<string, Entry>();
  const byContent = new Map<string, Set<Entry>>();
  const queue = createRenderQueue(options.atOnce, isAway);
  let hearing = false;
  let bytes = 0;
  const counts = { kept: 0, rendered: 0, away: 0, refused: 0 };

  function pageOf(url: string): KeptPage | undefined {
    if (pages.has(url)) return pages.get(url);
    const page = keptPage(url);
    if (pages.size >= mostAddresses) pages.clear();
    pages.set(url, page);
    return page;
  }

  function entryOf(page: KeptPage): Entry {
    const known = entries.get(page.path);
    if (known) return known;
    const entry: Entry = {
      page,
      copy: undefined,
      freshUntilMs: 0,
      renderedAtMs: Number.NEGATIVE_INFINITY,
      failedAtMs: Number.NEGATIVE_INFINITY,
      askedAtMs: 0,
      rendering: undefined,
      changedMeanwhile: false,
      settling: undefined,
      timer: undefined,
    };
    entries.set(page.path, entry);
    if (page.from !== undefined) {
      const sharing = byContent.get(page.from) ?? new Set();
      byContent.set(page.from, sharing.add(entry));
    }
    return entry;
  }

  /** Whether the entry has not been removed; a removed one keeps nothing more. */
  const isKnown = (entry: Entry) => entries.get(entry.page.path) === entry;

  function remove(entry: Entry): void {
    clearTimeout(entry.timer);
    bytes -= entry.copy?.bytes ?? 0;
    entry.copy = undefined;
    if (entry.rendering !== undefined) return; // the end of the render keeps or removes it
    if (!isKnown(entry)) return;
    entries.delete(entry.page.path);
    const sharing = entry.page.from === undefined ? undefined : byContent.get(entry.page.from);
    sharing?.delete(entry);
    if (sharing?.size === 0) byContent.delete(entry.page.from as string);
  }

  function makeRoom(): void {
    if (bytes <= maxBytes) return;
    const oldestFirst = [...entries.values()].sort((a, b) => a.askedAtMs - b.askedAtMs);
    for (const entry of oldestFirst) {
      if (bytes <= maxBytes * 0.9) return;
      if (entry.copy) remove(entry);
    }
  }

  /** Renders the page, or waits for the render in progress. */
  function render(entry: Entry): Promise<Rendered | NamedCopies> {
    if (entry.rendering !== undefined) return entry.rendering;
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.changedMeanwhile = false;
    entry.renderedAtMs = performance.now();
    entry.rendering = queue
      .run(() => timed(entry.page.path))
      .then((answer) => take(entry, answer))
      .catch((error: unknown) => {
        entry.failedAtMs = performance.now();
        entry.freshUntilMs = 0; // later requests wait for a new one
        throw error;
      })
      .finally(() => {
        entry.rendering = undefined;
        if (!entry.copy || (entry.changedMeanwhile && entry.page.isSearch)) remove(entry);
        else if (entry.changedMeanwhile) renew(entry);
      });
    return entry.rendering;
  }

  async function timed(path: string): Promise<Rendered> {
    const startedMs = performance.now();
    const answer = await options.render(path);
    options.onRendered?.((performance.now() - startedMs) / 1000);
    if (answer.status >= 500) throw new RenderFailed(answer);
    return answer;
  }

  function take(entry: Entry, answer: Rendered): Rendered | NamedCopies {
    const seconds = Number(answer.headers[keepHeader]);
    bytes -= entry.copy?.bytes ?? 0;
    entry.copy = undefined;
    if (answer.status !== 200 || !(seconds > 0) || !isKnown(entry)) return answer;
    const text = answer.body.toString();
    const copy = createNamedCopies(text, placeholder, headersOf(answer, text), (grown) => {
      if (entry.copy !== copy) return;
      bytes += grown;
      makeRoom();
    });
    const longestMs = entry.page.from === undefined ? Infinity : hearing ? hearingMs : deafMs;
    entry.copy = copy;
    entry.freshUntilMs = performance.now() + Math.min(seconds * 1000, longestMs);
    bytes += copy.bytes;
    makeRoom();
    return copy;
  }

  /** Renders in the background; the old copy stays until the new one is ready. */
  function renew(entry: Entry): void {
    if (entry.timer) return;
    const waitMs = entry.renderedAtMs + betweenRendersMs - performance.now();
    if (waitMs <= 0) {
      renewNow(entry);
      return;
    }
    entry.timer = setTimeout(() => {
      entry.timer = undefined;
      renewNow(entry);
    }, waitMs);
  }

  function renewNow(entry: Entry): void {
    render(entry).catch((error: unknown) => {
      log.warn({ path: entry.page.path, reason: String(error) }, 'a kept page is not renewed');
    });
  }

  function outdate(entry: Entry, onlyStock: boolean): void {
    const isWanted = !entry.page.isSearch && performance.now() - entry.askedAtMs <= wantedMs;
    if (!isWanted && entry.rendering === undefined) {
      remove(entry);
      return;
    }
    if (!onlyStock && !entry.page.isSearch) entry.settling ??= settle(entry);
    if (entry.rendering !== undefined) entry.changedMeanwhile = true;
    else renew(entry);
  }

  /** Resolves when a copy rendered from now on is ready, or after `patienceMs`. */
  async function settle(entry: Entry): Promise<void> {
    const before = entry.rendering?.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    const made = Promise.resolve(before).then(() => render(entry));
    await Promise.race([late, made.catch(() => undefined)]);
    clearTimeout(timer);
    entry.settling = undefined;
  }

  async function sendNew(
    entry: Entry,
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const pass = (answer: Rendered) =>
      sendRendered(answer, answer.body.toString().replaceAll(placeholder, name), request, response);
    try {
      const made = await render(entry);
      counts.rendered += 1;
      if ('send' in made) made.send(name, request, response);
      else pass(made);
    } catch (error) {
      if (error instanceof TooManyWait) counts.refused += 1;
      if (entry.copy) {
        counts.kept += 1;
        entry.copy.send(name, request, response);
        return;
      }
      counts.away += 1;
      log.warn({ path: entry.page.path, reason: String(error) }, 'a page is not rendered');
      if (error instanceof RenderFailed) pass(error.answer);
      else options.sendAway(response);
    }
  }

  return {
    answer(request, response) {
      const { method, url } = request;
      if ((method !== 'GET' && method !== 'HEAD') || url === undefined) return false;
      const page = pageOf(url);
      if (!page) return false;
      const name = names.nameOf(originOf(request));
      const entry = entryOf(page);
      const nowMs = performance.now();
      entry.askedAtMs = nowMs;
      const { copy, freshUntilMs } = entry;
      if (copy && entry.settling !== undefined) {
        counts.kept += 1;
        const send = () => (entry.copy ?? copy).send(name, request, response);
        entry.settling.then(send).catch((error: Error) => response.destroy(error));
      } else if (copy && nowMs < freshUntilMs + graceMs) {
        counts.kept += 1;
        copy.send(name, request, response);
        if (nowMs >= freshUntilMs && entry.rendering === undefined && !entry.timer) renew(entry);
      } else if (copy && nowMs < entry.failedAtMs + failedLatelyMs) {
        counts.kept += 1;
        copy.send(name, request, response);
        if (entry.rendering === undefined) renew(entry);
      } else {
        sendNew(entry, name, request, response).catch((error: Error) => response.destroy(error));
      }
      return true;
    },
    changed(what) {
      for (const one of what) {
        const onlyStock = one.startsWith(stockPrefix);
        const from = onlyStock ? one.slice(stockPrefix.length) : one;
        for (const entry of byContent.get(from) ?? []) outdate(entry, onlyStock);
      }
    },
    hears(everything) {
      hearing = everything;
      const nowMs = performance.now();
      for (const entry of entries.values()) {
        if (entry.page.from === undefined) continue;
        entry.freshUntilMs = Math.min(entry.freshUntilMs, hearing ? nowMs : nowMs + deafMs);
      }
    },
    counts: () => ({ ...counts, pages: entries.size, bytes, waiting: queue.waiting }),
  };
}

class RenderFailed extends Error {
  constructor(readonly answer: Rendered) {
    super(`the renderer answered ${answer.status}`);
  }
}

/** Whether the renderer did not answer, or a service that the page needs is away. */
const isAway = (error: unknown) => !(error instanceof RenderFailed) || error.answer.status === 503;

/**
 * A browser revalidates its copy; a proxy or CDN may keep it for a second, which is how long a
 * change may take to show.
 */
function headersOf({ headers }: Rendered, text: string): Record<string, string> {
  const { scripts, styles } = inlineHashes(text);
  return {
    'content-type': headers['content-type'] ?? 'text/html; charset=utf-8',
    'cache-control': 'public, max-age=0, s-maxage=1, must-revalidate',
    ...securityHeaders(scripts, styles),
  };
}

/** Sends an answer that is not kept: an event that does not exist, an error. */
function sendRendered(
  answer: Rendered,
  text: string,
  { method }: IncomingMessage,
  response: ServerResponse,
): void {
  const { location, 'retry-after': retryAfter } = answer.headers;
  const body = Buffer.from(text);
  response.writeHead(answer.status, {
    ...headersOf(answer, text),
    'cache-control': 'no-store',
    'content-length': body.length,
    ...(location === undefined ? {} : { location }),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}
