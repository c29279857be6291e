import type { Answer } from '../answer.js';
import { type Ask, type Client, createClient, type Stream } from '../client.js';
import { TransportError } from '../transport-error.js';
import type { Page, PageFile } from './page.js';
import type { Asked, Site } from './site.js';

/** The page could not be shown or used. */
export class PageFailed extends Error {
  override readonly name = 'PageFailed';

  constructor(
    message: string,
    /** 0: no answer. */
    readonly status: number,
    /** How long the site asks clients to wait before the next request, ms; undefined: it does not say. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** `apps/web/src/lib/api/call.ts`: the page's own limit. */
const callTimeoutMs = 10_000;
const idleMs = 15_000;

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `performance.now()` at which it was meant to be sent. */
  readonly dueMs?: number;
}

/** The browser of one person: connections, copies of files, and the page that it shows. */
export interface Browser {
  /**
   * Opens an address: its HTML, then what that names, and what the scripts import. Resolves when the
   * scripts can run.
   * @param dueMs `performance.now()` at which the person wanted it
   * @throws PageFailed
   */
  open(path: string, dueMs?: number): Promise<Page>;
  /** Shows another address without a request, as a script may. */
  goOn(path: string): void;
  /** Calls the API, as the page's script does. @throws TransportError */
  call(asked: Asked, call: Call): Promise<Answer>;
  /** Opens a stream of the API; its end is observed, not thrown. */
  stream(path: string, onNews: (piece: Buffer) => void): Stream;
  /** Scripts that the script imports while it runs, and what those import. */
  loadLater(page: Page): Promise<void>;
  /** Closes all connections. */
  close(): Promise<void>;
}

/**
 * @param cookie what the browser sends of its cookies: `onsale_session_…=…; onsale_signed_in_…=1`
 */
export function openBrowser(site: Site, cookie: string): Browser {
  const { url, ca, connections, timeoutMs, onAnswer } = site;
  const { origin } = new URL(url);
  const client: Client = createClient({
    ...{ url, connections, timeoutMs, idleMs },
    ...(ca === undefined ? {} : { ca }),
  });
  /** Files that need no new request, and the tags of pages. */
  const copies = new Map<string, string>();
  let referer = '';
  let isClosed = false;

  async function send(asked: Asked, ask: Ask): Promise<Answer> {
    try {
      const answer = await client.send(ask);
      onAnswer?.(asked, answer, ask);
      return answer;
    } catch (error) {
      if (error instanceof TransportError && !isClosed) onAnswer?.(asked, error, ask);
      throw error;
    }
  }

  async function fetchPage(path: string, dueMs: number | undefined): Promise<Answer> {
    const copy = copies.get(path);
    const headers = {
      ...site.headers('page'),
      ...(cookie === '' ? {} : { cookie }),
      ...(copy === undefined ? {} : { 'if-none-match': copy }),
    };
    const skipsBody = site.knowsPage;
    const due = dueMs === undefined ? {} : { dueMs };
    const ask = { method: 'GET', path, headers, skipsBody, ...due };
    const answer = await send('page', ask).catch((error: unknown) => {
      throw error instanceof TransportError ? new PageFailed(error.message, 0) : error;
    });
    if (answer.status !== 200 && answer.status !== 304) {
      const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
      throw new PageFailed(
        `the page was answered ${answer.status}`,
        answer.status,
        Number.isFinite(seconds) ? seconds * 1000 : undefined,
      );
    }
    return answer;
  }

  /** Only the imports of scripts are read, once for all browsers. */
  const isRead = ({ kind, path }: PageFile) =>
    site.keepsBodies || (kind === 'module' && site.knownImports(path) === undefined);

  /** @returns the answer; undefined: there is a copy */
  async function fetchFile(file: PageFile, from = referer): Promise<Answer | undefined> {
    if (copies.has(file.path)) return undefined;
    copies.set(file.path, ''); // in a browser, concurrent requests wait for this one
    const headers = {
      ...site.headers(file.kind),
      referer: from,
      ...(cookie === '' ? {} : { cookie }),
    };
    try {
      const ask = { method: 'GET', path: file.path, headers };
      const answer = await send('file', { ...ask, skipsBody: () => !isRead(file) });
      if (answer.status !== 200) {
        throw new PageFailed(`${file.path} was answered ${answer.status}`, answer.status);
      }
      if (/no-store/.test(answer.headers.get('cache-control') ?? 'no-store')) {
        copies.delete(file.path);
      }
      return answer;
    } catch (error) {
      copies.delete(file.path);
      throw error instanceof TransportError ? new PageFailed(error.message, 0) : error;
    }
  }

  /** A script, and all that it needs before it runs. @param by what imports it */
  async function loadModule(path: string, by?: string): Promise<void> {
    const answer = await fetchFile({ kind: 'module', path }, by && origin + by);
    const imports = answer ? site.importsOf(path, answer) : site.knownImports(path);
    await Promise.all((imports?.first ?? []).map((one) => loadModule(one, path)));
  }

  return {
    async open(path, dueMs) {
      const answer = await fetchPage(path, dueMs);
      referer = origin + path;
      const page = read(site, answer);
      const etag = answer.headers.get('etag');
      if (etag !== undefined) copies.set(path, etag);
      const needed: Promise<unknown>[] = [];
      for (const file of page.files) {
        if (file.kind === 'module') needed.push(loadModule(file.path));
        else {
          const fetched = fetchFile(file);
          // A page is usable without its picture, or in another font.
          if (file.kind === 'style' || file.kind === 'script') needed.push(fetched);
          else fetched.catch(observed);
        }
      }
      await Promise.all(needed);
      const { icon } = page;
      if (icon) fetchFile({ kind: 'image', path: icon }).catch(observed);
      return page;
    },
    goOn(path) {
      referer = origin + path;
    },
    call(asked, { headers, ...ask }) {
      return send(asked, {
        ...ask,
        timeoutMs: callTimeoutMs,
        headers: {
          ...site.headers('call'),
          ...(ask.method === 'GET' ? {} : { origin }),
          ...headers,
          ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
          referer,
          ...(cookie === '' ? {} : { cookie }),
        },
      });
    },
    stream(path, onNews) {
      const headers = {
        ...site.headers('stream'),
        referer,
        ...(cookie === '' ? {} : { cookie }),
      };
      return client.stream({ method: 'GET', path, headers, timeoutMs: callTimeoutMs }, onNews);
    },
    async loadLater(page) {
      for (const { kind, path } of page.files) {
        if (kind !== 'module') continue;
        const later = site.knownImports(path)?.later ?? [];
        await Promise.all(later.map((one) => loadModule(one, path)));
      }
    },
    close() {
      isClosed = true;
      return client.close();
    },
  };
}

/** `onAnswer` has received the failures of requests that the page can do without. */
const observed = () => undefined;

function read(site: Site, answer: Answer): Page {
  try {
    return site.pageOf(answer);
  } catch (error) {
    throw new PageFailed(`the page cannot be read: ${(error as Error).message}`, answer.status);
  }
}
