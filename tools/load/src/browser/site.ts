import zlib from 'node:zlib';
import type { Answer } from '../answer.js';
import type { Ask } from '../client.js';
import type { TransportError } from '../transport-error.js';
import { type Headers, headersOf, type RequestKind } from './headers.js';
import { type ModuleImports, type Page, readModule, readPage } from './page.js';

/** The purpose of a browser's request. `account`: who is signed in. */
export type Asked =
  | 'page'
  | 'file'
  | 'account'
  | 'own'
  | 'stream'
  | 'stock'
  | 'event'
  | 'hold'
  | 'pay'
  | 'order'
  | 'tickets';

export interface SiteOptions {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  /** Certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  /**
   * Connections of each browser; Chromium opens 6 over HTTP/1.1. At least 2: a stream has one for
   * itself.
   */
  readonly connections: number;
  /** How long a browser waits for a page and its files, ms. API calls have the page's own limit. */
  readonly timeoutMs: number;
  /** Receives every answer, and every failure while the browser was open. */
  readonly onAnswer?: (asked: Asked, answer: Answer | TransportError, ask: Ask) => void;
  /** Whether `onAnswer` receives every body; by default known pages and files come without theirs. */
  readonly keepsBodies?: boolean;
}

/**
 * What all browsers of a crowd know about a site: each page and each script is read once for all of
 * them, and only new content is decompressed.
 */
export interface Site extends SiteOptions {
  headers(kind: RequestKind): Headers;
  /** @throws Error when it is not a page of Onsale */
  pageOf(answer: Answer): Page;
  /** Whether `pageOf` needs no body of an answer with this head. */
  knowsPage(head: string): boolean;
  importsOf(path: string, answer: Answer): ModuleImports;
  /** The imports of a script that a browser has read before; undefined when none has. */
  knownImports(path: string): ModuleImports | undefined;
}

/** A page changes with every change of its stock. */
const keptPages = 500;

export function openSite(options: SiteOptions): Site {
  const { origin } = new URL(options.url);
  const headers = new Map<RequestKind, Headers>();
  const pages = new Map<string, Page>();
  const modules = new Map<string, ModuleImports>();
  return {
    ...options,
    headers(kind) {
      let made = headers.get(kind);
      if (!made) {
        made = headersOf(kind, origin);
        headers.set(kind, made);
      }
      return made;
    },
    pageOf(answer) {
      const etag = answer.headers.get('etag');
      const known = etag === undefined ? undefined : pages.get(etag);
      if (known) return known;
      const page = readPage(textOf(answer));
      if (etag !== undefined) {
        if (pages.size >= keptPages) pages.delete(pages.keys().next().value as string);
        pages.set(etag, page);
      }
      return page;
    },
    knowsPage(head) {
      if (options.keepsBodies) return false;
      const etag = /\r\netag: *([^\r]+)/i.exec(head)?.[1] ?? '';
      const page = pages.get(etag);
      if (!page) return false;
      // The newest is kept longest: at least until the answer is there.
      pages.delete(etag);
      pages.set(etag, page);
      return true;
    },
    importsOf(path, answer) {
      let imports = modules.get(path);
      if (!imports) {
        imports = readModule(path, textOf(answer));
        modules.set(path, imports);
      }
      return imports;
    },
    knownImports: (path) => modules.get(path),
  };
}

/** The body, decompressed. @throws Error when it is not what its header says */
function textOf({ headers, bytes }: Answer): string {
  const encoding = headers.get('content-encoding') ?? 'identity';
  return decompress(encoding, bytes).toString('utf8');
}

function decompress(encoding: string, bytes: Buffer): Buffer {
  if (encoding === 'identity') return bytes;
  if (encoding === 'br') return zlib.brotliDecompressSync(bytes);
  if (encoding === 'gzip') return zlib.gunzipSync(bytes);
  if (encoding === 'deflate') return zlib.inflateSync(bytes);
  const { zstdDecompressSync: zstd } = zlib as { zstdDecompressSync?: typeof zlib.gunzipSync };
  if (encoding === 'zstd' && zstd) return zstd(bytes);
  throw new Error(`this Node cannot read what is compressed as "${encoding}"`);
}
