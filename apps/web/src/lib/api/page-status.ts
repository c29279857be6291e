import type { AsyncLocalStorage } from 'node:async_hooks';
import type { ApiError } from './problem';

interface PageUnderWay {
  status: number | undefined;
  retryAfterSeconds: number | undefined;
}

/** Owned by `page-status.mjs`, outside Next's bundle. */
const pages = Symbol.for('onsale.pages');
const usualRetryAfterSeconds = 3;
/** No answer, or an answer from a service that is away or too busy. */
const away: ReadonlySet<number> = new Set([0, 502, 503, 504]);

const pageUnderWay = () =>
  (globalThis as { [pages]?: AsyncLocalStorage<PageUnderWay> })[pages]?.getStore();

/** The status of the page that says in words why it cannot be shown. */
export function answerWith(status: 404 | 500): void {
  const page = pageUnderWay();
  if (page) page.status = status;
}

/** If the page fails because of this, it is answered with 503 instead of 500. */
export function noteFailure({ status, retryAfterSeconds }: ApiError): void {
  if (!away.has(status)) return;
  const page = pageUnderWay();
  if (page) page.retryAfterSeconds = retryAfterSeconds ?? usualRetryAfterSeconds;
}
